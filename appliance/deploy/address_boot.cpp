// SPDX-License-Identifier: GPL-3.0-or-later
// Boot order: the network before everything else, the rest in the order it has. It counts from the next start on.
#include <algorithm>

#include <fmt/format.h>

#include "appliance/deploy/address.hpp"
#include "oa-bridge/ilo/ribcl.hpp"

namespace seedbed {
namespace {

BootOrder networkFirst(const BootOrder& order) {
    BootOrder wanted{{BootSource::network}};
    std::copy_if(order.sources.begin(), order.sources.end(), std::back_inserter(wanted.sources), [](BootSource source) {
        return source != BootSource::network && source != BootSource::unknown; // one we have no word for stays last
    });
    return wanted;
}

std::string words(const BootOrder& order) {
    std::string text;
    for (const BootSource source : order.sources) {
        text += fmt::format("{}{}", text.empty() ? "" : ", ", toString(source));
    }
    return text;
}

Task<AddressState> lookAtIlo(DeployContext& context, AddressTarget target) {
    auto executor = co_await asio::this_coro::executor;
    Ribcl ribcl(executor, addressAccess(context, target));
    auto order = co_await ribcl.persistentBoot();
    if (!order) {
        co_return fail(order.error());
    }
    AddressState state = iloState(target, "boot order");
    state.is = words(*order);
    const bool first = !order->sources.empty() && order->sources.front() == BootSource::network;
    if (context.site.address.networkFirst && !first) {
        state.fields.push_back(fieldChange("boot order", words(*order), words(networkFirst(*order))));
    }
    co_return state;
}

} // namespace

Task<AddressStates> lookAtBootOrder(DeployContext& context, AddressTargets targets) {
    return lookAtEach(context, std::move(targets), "boot order", lookAtIlo);
}

Task<> setBootOrder(DeployContext& context, AddressTarget target) {
    auto executor = co_await asio::this_coro::executor;
    Ribcl ribcl(executor, addressAccess(context, target));
    auto order = co_await ribcl.persistentBoot();
    if (!order) {
        co_return fail(order.error());
    }
    auto done = co_await ribcl.setPersistentBoot(networkFirst(*order));
    co_return done;
}

} // namespace seedbed
