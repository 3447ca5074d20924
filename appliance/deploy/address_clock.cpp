// SPDX-License-Identifier: GPL-3.0-or-later
// Clocks: OA and iLOs ask the site's time servers. Nothing sets an iLO's clock itself; it follows its time servers,
// which count after its network started anew, and the OA asks them at its own interval.
#include <algorithm>

#include <fmt/format.h>

#include "appliance/deploy/address.hpp"
#include "oa-bridge/ilo/ribcl.hpp"
#include "oa-bridge/oa/oa_command_line.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;
constexpr auto kAgreeing = 2s;  // as PF-09
constexpr auto kHarmful = 10min;

std::string listed(const std::vector<std::string>& servers) { return fmt::format("{}", fmt::join(servers, ", ")); }

// Further servers of the device are left alone.
void compareServers(const std::vector<std::string>& is, const std::vector<std::string>& wanted, AddressState& state) {
    if (is.size() < wanted.size() || !std::equal(wanted.begin(), wanted.end(), is.begin())) {
        state.fields.push_back(fieldChange("time servers", listed(is), listed(wanted)));
    }
}

void compareClock(const Result<DeviceClock>& clock, AddressState& state) {
    if (!clock) { // the firmware may tell no time
        return;
    }
    const auto skew = clock->skew();
    const auto off = skew < 0s ? -skew : skew;
    state.is += fmt::format(", {} s {} ours", off.count(), skew > 0s ? "ahead of" : "behind");
    if (off > kAgreeing) {
        state.awaits = fmt::format("its clock is {} s {} ours", off.count(), skew > 0s ? "ahead of" : "behind");
        state.tolerable = off <= kHarmful;
    }
}

Task<AddressState> lookAtOa(DeployContext& context) {
    AddressState state;
    state.object = "OA clock";
    auto settings = co_await context.oaLine->timeSettings();
    if (!settings) {
        co_return fail(settings.error());
    }
    const auto wanted = context.site.address.ntpTexts();
    state.is = fmt::format("time servers {} ({})", listed(settings->servers), settings->enabled ? "on" : "off");
    compareServers(settings->servers, wanted, state);
    if (!wanted.empty() && !settings->enabled) {
        state.fields.push_back(fieldChange("NTP", "off", "on"));
    }
    auto clock = co_await context.oa->clock();
    compareClock(clock, state);
    co_return state;
}

Task<AddressState> lookAtIlo(DeployContext& context, AddressTarget target) {
    auto executor = co_await asio::this_coro::executor;
    Ribcl ribcl(executor, addressAccess(context, target));
    auto settings = co_await ribcl.networkSettings();
    if (!settings) {
        co_return fail(settings.error());
    }
    AddressState state = iloState(target, "clock");
    const auto wanted = context.site.address.ntpTexts();
    state.is = "time servers " + (settings->timeFromDhcp ? "from DHCP" : listed(settings->timeServers));
    compareServers(settings->timeServers, wanted, state);
    if (!wanted.empty() && settings->timeFromDhcp) {
        state.fields.push_back(fieldChange("time servers from DHCP", "yes", "no"));
    }
    auto clock = co_await ribcl.clock();
    compareClock(clock, state);
    co_return state;
}

} // namespace

Task<AddressStates> lookAtClocks(DeployContext& context, AddressTargets targets) {
    auto ofOa = co_await lookAtOa(context);
    if (!ofOa) {
        co_return fail(ofOa.error());
    }
    auto states = co_await lookAtEach(context, std::move(targets), "clock", lookAtIlo);
    if (states) {
        states->insert(states->begin(), std::move(*ofOa));
    }
    co_return states;
}

Task<> setTimeServers(DeployContext& context, AddressTarget target) {
    auto servers = context.site.address.ntpTexts();
    if (target.bay == 0) {
        auto done = co_await context.oaLine->setTimeServers(std::move(servers));
        co_return done;
    }
    auto executor = co_await asio::this_coro::executor;
    Ribcl ribcl(executor, addressAccess(context, target));
    auto done = co_await ribcl.setTimeServers(std::move(servers));
    co_return done;
}

} // namespace seedbed
