// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/compile/compile.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed::vc {

namespace {

Error refusal(const std::vector<RuleViolation>& violations) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = violations.front().rule;
    error.object = violations.front().object;
    error.attempted = "compile the network layout";
    error.cause = violations.front().message;
    for (std::size_t i = 1; i < violations.size(); ++i) {
        error.cause +=
            fmt::format("; {} {}: {}", violations[i].rule, violations[i].object, violations[i].message);
    }
    error.action = "correct the layout in the site file or the pack";
    return error;
}

Connection connectionOf(const FlexNicIntent& nic, const ConnectivityIntent& intent) {
    const auto network = std::find_if(intent.networks.begin(), intent.networks.end(),
                                      [&](const NetworkIntent& n) { return n.name == nic.network; });
    Connection connection;
    connection.network = nic.network;
    connection.pxe = network != intent.networks.end() && network->pxe ? Pxe::enabled : Pxe::disabled;
    connection.speed = nic.speedMb > 0 ? SpeedType::custom : SpeedType::automatic;
    connection.speedMb = nic.speedMb;
    return connection;
}

} // namespace

Result<VcDomain> compile(const ConnectivityIntent& intent) {
    const auto violations = checkIntent(intent);
    if (!violations.empty()) {
        return fail(refusal(violations));
    }
    VcDomain domain;
    domain.name = intent.domainName;
    domain.macPool = MacPool{intent.macPool};
    domain.uplinkSets.push_back({intent.uplinkSet, intent.uplinkPorts});
    for (const auto& network : intent.networks) {
        domain.networks.push_back({network.name, intent.uplinkSet, network.vlan, network.native, false});
    }
    for (const auto& bay : intent.bays) {
        ServerProfile profile{profileName(bay), bay.bay, {}};
        for (const auto& nic : bay.flexNics) {
            profile.connections.push_back(connectionOf(nic, intent));
        }
        domain.profiles.push_back(std::move(profile));
    }
    return domain;
}

} // namespace seedbed::vc
