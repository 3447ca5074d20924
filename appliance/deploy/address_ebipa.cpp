// SPDX-License-Identifier: GPL-3.0-or-later
// EBIPA: the addresses that the OA gives the iLOs of the site's device bays. Over its command line, for SOAP's words
// for it are documented nowhere.
#include <algorithm>

#include <fmt/format.h>

#include "appliance/deploy/address.hpp"
#include "oa-bridge/oa/oa_command_line.hpp"

namespace seedbed {
namespace {

EbipaEntry wantedEntry(const EbipaSpec& ebipa, BayNumber bay) {
    EbipaEntry entry;
    entry.bay = bay;
    entry.enabled = true;
    entry.address = ebipa.of(bay).toString();
    entry.netmask = ebipa.netmask.toString();
    entry.gateway = ebipa.gateway ? ebipa.gateway->toString() : "";
    return entry;
}

std::vector<std::string> differences(const EbipaEntry& is, const EbipaEntry& wanted) {
    std::vector<std::string> fields;
    const auto compare = [&fields](const char* field, const std::string& before, const std::string& after) {
        if (before != after) {
            fields.push_back(fieldChange(field, before, after));
        }
    };
    compare("enabled", is.enabled ? "yes" : "no", "yes");
    compare("address", is.address, wanted.address);
    compare("netmask", is.netmask, wanted.netmask);
    if (!wanted.gateway.empty()) {
        compare("gateway", is.gateway, wanted.gateway);
    }
    return fields;
}

AddressState stateOf(const EbipaEntry& is, const AddressSpec& address) {
    AddressState state;
    state.bay = is.bay;
    state.object = fmt::format("bay{} EBIPA", is.bay);
    state.is = is.enabled ? fmt::format("{} {} gateway {}", is.address, is.netmask, is.gateway) : "off";
    if (!address.ebipa) {
        return state;
    }
    const auto wanted = wantedEntry(*address.ebipa, is.bay);
    state.fields = differences(is, wanted);
    if (state.fields.empty() && is.current != wanted.address) {
        state.awaits = fmt::format("its iLO does not use {} yet, but {}", wanted.address, is.current.empty() ? "none" : is.current);
    }
    return state;
}

} // namespace

Task<AddressStates> lookAtEbipa(DeployContext& context, AddressTargets targets) {
    auto entries = co_await context.oaLine->showEbipa(EbipaKind::server);
    if (!entries) {
        co_return fail(entries.error());
    }
    AddressStates states;
    for (const AddressTarget& target : targets) {
        const auto found = std::find_if(entries->begin(), entries->end(), [&](const auto& e) { return e.bay == target.bay; });
        EbipaEntry entry = found == entries->end() ? EbipaEntry() : *found;
        entry.bay = target.bay;
        states.push_back(stateOf(entry, context.site.address));
    }
    co_return states;
}

Task<> setEbipa(DeployContext& context, AddressTarget target) {
    return context.oaLine->setEbipa(EbipaKind::server, wantedEntry(*context.site.address.ebipa, target.bay));
}

Task<> saveEbipa(DeployContext& context) { return context.oaLine->saveEbipa(); }

} // namespace seedbed
