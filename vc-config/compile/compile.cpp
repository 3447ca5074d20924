// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/compile/compile.hpp"

#include <fmt/format.h>

namespace seedbed::vc {

namespace {

std::vector<UplinkMember> membersOf(const std::vector<UplinkPortIntent>& ports) {
    std::vector<UplinkMember> members;
    for (const auto& port : ports) {
        members.push_back({port.id, port.speedMb});
    }
    return members;
}

Network networkOf(const NetworkIntent& wanted, const ConnectivityIntent& intent) {
    const auto* set = intent.uplinkSetOf(wanted);
    Network network;
    network.name = wanted.name;
    network.uplinkSet = set == nullptr ? "" : set->name;
    network.vlan = wanted.vlan;
    network.native = wanted.native;
    network.isPrivate = wanted.isPrivate;
    network.smartLink = wanted.smartLink;
    network.preferredMb = wanted.preferredMb;
    network.maximumMb = wanted.maximumMb;
    network.tunnel = wanted.tunnel;
    network.ports = membersOf(wanted.ports);
    return network;
}

Connection connectionOf(const FlexNicIntent& nic, const ConnectivityIntent& intent) {
    const auto* network = intent.network(nic.network);
    const auto* bootable = nic.networks.empty() ? network : intent.network(nic.untagged);
    Connection connection;
    connection.network = nic.network;
    connection.pxe = bootable != nullptr && bootable->pxe ? Pxe::enabled : Pxe::disabled;
    const bool preferred = network != nullptr && network->preferredMb > 0;
    connection.speed = preferred ? SpeedType::preferred : SpeedType::automatic;
    if (nic.speedMb > 0) {
        connection.speed = SpeedType::custom;
        connection.speedMb = nic.speedMb;
    }
    for (const auto& name : nic.networks) {
        connection.map.push_back({name, intent.network(name)->vlan, name == nic.untagged});
    }
    return connection;
}

ServerProfile profileOf(const BayIntent& bay, const ConnectivityIntent& intent) {
    ServerProfile profile{profileName(bay), bay.bay, {}, bay.accessGroup, bay.hideUnused};
    for (const auto& nic : bay.flexNics) {
        profile.connections.push_back(connectionOf(nic, intent));
    }
    return profile;
}

} // namespace

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

Result<VcDomain> compile(const ConnectivityIntent& intent) {
    const auto violations = checkIntent(intent);
    if (!violations.empty()) {
        return fail(refusal(violations));
    }
    VcDomain domain;
    domain.name = intent.domainName;
    domain.macPool = MacPool{intent.macPool};
    domain.vlanCapacity = intent.vlanCapacity;
    domain.accessGroups = intent.accessGroups;
    for (const auto& set : intent.uplinkSets) {
        domain.uplinkSets.push_back({set.name, membersOf(set.ports), set.mode});
    }
    for (const auto& network : intent.networks) {
        domain.networks.push_back(networkOf(network, intent));
    }
    for (const auto& bay : intent.bays) {
        domain.profiles.push_back(profileOf(bay, intent));
    }
    return domain;
}

} // namespace seedbed::vc
