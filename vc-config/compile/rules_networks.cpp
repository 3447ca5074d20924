// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>

#include <fmt/format.h>

#include "vc-config/compile/rule.hpp"

namespace seedbed::vc {

namespace {

constexpr int smallestMtu = 576;
constexpr int largestMtu = 9216; // of the module
constexpr int bootMtu = 1500;    // boot ROMs know no other

bool goodSpeed(int mb) {
    return mb >= 0 && mb <= portSpeedMb && mb % speedStepMb == 0;
}

std::string setName(const ConnectivityIntent& intent, const NetworkIntent& network) {
    const auto* set = intent.uplinkSetOf(network);
    return set == nullptr ? std::string() : set->name;
}

void checkMappedMtu(const ConnectivityIntent& intent, const NicPlace& place, Breaches& into) {
    const auto* untagged = intent.network(place.nic.untagged);
    if (untagged == nullptr) {
        return;
    }
    for (const auto& name : place.nic.networks) {
        const auto* network = intent.network(name);
        if (network != nullptr && network->mtu > untagged->mtu) {
            into.add(place.object(), fmt::format("network {} has MTU {}, the untagged {} only {}", name,
                                                 network->mtu, untagged->name, untagged->mtu));
        }
    }
}

} // namespace

void checkVlanRange(const RuleInput& input, Breaches& into) {
    for (const auto& network : input.intent.networks) {
        const bool untagged = network.vlan == 0 && !network.ports.empty();
        if (!untagged && (network.vlan < 1 || network.vlan > 4094)) {
            into.add("network " + network.name, fmt::format("VLAN {} is not in 1..4094", network.vlan));
        }
    }
}

void checkVlanUnique(const RuleInput& input, Breaches& into) {
    std::map<std::pair<std::string, int>, std::string> holders;
    for (const auto& network : input.intent.networks) {
        if (!network.ports.empty()) {
            continue;
        }
        const auto [holder, isNew] =
            holders.emplace(std::pair(setName(input.intent, network), network.vlan), network.name);
        if (!isNew) {
            into.add("network " + network.name,
                     fmt::format("VLAN {} belongs to network {} already", network.vlan, holder->second));
        }
    }
}

void checkNative(const RuleInput& input, Breaches& into) {
    std::map<std::string, std::string> natives;
    for (const auto& network : input.intent.networks) {
        if (!network.native) {
            continue;
        }
        if (!network.ports.empty()) {
            into.add("network " + network.name, "has ports of its own, there is no native one among them");
            continue;
        }
        const auto [first, isNew] = natives.emplace(setName(input.intent, network), network.name);
        if (!isNew) {
            into.add("network " + network.name, "the native network is " + first->second + " already");
        }
    }
}

void checkNetworkSpeeds(const RuleInput& input, Breaches& into) {
    for (const auto& network : input.intent.networks) {
        const std::string object = "network " + network.name;
        if (!goodSpeed(network.preferredMb)) {
            into.add(object, fmt::format("preferred speed {} Mb is not 100 to 10000 in steps of 100",
                                         network.preferredMb));
        }
        if (!goodSpeed(network.maximumMb)) {
            into.add(object, fmt::format("maximum speed {} Mb is not 100 to 10000 in steps of 100",
                                         network.maximumMb));
        }
        if (network.maximumMb > 0 && network.preferredMb > network.maximumMb) {
            into.add(object, fmt::format("preferred speed {} is above the maximum of {}",
                                         speedText(network.preferredMb), speedText(network.maximumMb)));
        }
    }
}

// Virtual Connect sets no MTU; ours, for what the nodes will set on their FlexNICs.
void checkMtu(const RuleInput& input, Breaches& into) {
    for (const auto& network : input.intent.networks) {
        const std::string object = "network " + network.name;
        if (network.mtu < smallestMtu || network.mtu > largestMtu) {
            into.add(object, fmt::format("MTU {} is not in {}..{}", network.mtu, smallestMtu, largestMtu));
        } else if (network.pxe && network.mtu > bootMtu) {
            into.add(object,
                     fmt::format("MTU {}, but blades boot from it: {} at most", network.mtu, bootMtu));
        }
    }
    eachFlexNic(input.intent, [&](const NicPlace& place) { checkMappedMtu(input.intent, place, into); });
}

} // namespace seedbed::vc
