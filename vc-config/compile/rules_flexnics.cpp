// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "vc-config/compile/rule.hpp"

namespace seedbed::vc {

namespace {

constexpr int mappedLegacy = 28;    // of a FlexNIC
constexpr int mappedExpanded = 162; // of a physical port

using PhysicalPort = std::pair<const BayIntent*, int>;

PhysicalPort portOf(const NicPlace& place) {
    return {&place.bay, physicalPort(place.number)};
}

std::string portObject(const PhysicalPort& port) {
    return fmt::format("bay{} LOM:{}", port.first->bay, port.second);
}

// A blade boots from a network that its FlexNIC has without a tag.
bool boots(const ConnectivityIntent& intent, const FlexNicIntent& nic) {
    const auto* network = intent.network(nic.networks.empty() ? nic.network : nic.untagged);
    return network != nullptr && network->pxe;
}

// What it asks of its port: its own speed, else its network's preferred one, else the least that a FlexNIC
// gets.
int askedOf(const ConnectivityIntent& intent, const FlexNicIntent& nic) {
    if (nic.speedMb != 0 || networksOf(nic).empty()) {
        return std::max(nic.speedMb, 0);
    }
    const auto* network = nic.networks.empty() ? intent.network(nic.network) : nullptr;
    return network == nullptr || network->preferredMb <= 0 ? speedStepMb : network->preferredMb;
}

int maximumOf(const ConnectivityIntent& intent, const FlexNicIntent& nic) {
    const auto* network = nic.networks.empty() ? intent.network(nic.network) : nullptr;
    return network == nullptr || network->maximumMb == 0 ? portSpeedMb : network->maximumMb;
}

} // namespace

void checkConnections(const RuleInput& input, Breaches& into) {
    for (const auto& bay : input.intent.bays) {
        const auto count = bay.flexNics.size();
        if (count == 0 || count > mostConnections) {
            into.add(
                fmt::format("bay{}", bay.bay),
                fmt::format("{} connections, 1 to {} are possible, four a port", count, mostConnections));
        }
    }
}

void checkUnknownNetworks(const RuleInput& input, Breaches& into) {
    eachFlexNic(input.intent, [&](const NicPlace& place) {
        for (const auto& network : networksOf(place.nic)) {
            if (input.intent.network(network) == nullptr) {
                into.add(place.object(), fmt::format("network {} is not in the intent", network));
            }
        }
    });
}

void checkPortNetworks(const RuleInput& input, Breaches& into) {
    std::map<PhysicalPort, std::map<std::string, std::string>> holders;
    eachFlexNic(input.intent, [&](const NicPlace& place) {
        for (const auto& network : networksOf(place.nic)) {
            const auto [first, isNew] = holders[portOf(place)].emplace(network, flexNicName(place.number));
            if (!isNew && first->second != flexNicName(place.number)) {
                into.add(place.object(),
                         fmt::format("network {} is on {} of this port already", network, first->second));
            }
        }
    });
}

void checkServerVlans(const RuleInput& input, Breaches& into) {
    std::map<PhysicalPort, std::map<int, std::string>> holders;
    eachFlexNic(input.intent, [&](const NicPlace& place) {
        const auto& nic = place.nic;
        if (!nic.networks.empty() && !nic.network.empty()) {
            into.add(place.object(), "has one network and a VLAN map at the same time");
        }
        const bool inMap =
            std::find(nic.networks.begin(), nic.networks.end(), nic.untagged) != nic.networks.end();
        if (!nic.untagged.empty() && !inMap) {
            into.add(place.object(),
                     fmt::format("the untagged network {} is not in its VLAN map", nic.untagged));
        }
        std::set<std::string> seen;
        for (const auto& name : nic.networks) {
            const auto* network = input.intent.network(name);
            if (!seen.insert(name).second) {
                into.add(place.object(), fmt::format("network {} is in its VLAN map twice", name));
            } else if (network != nullptr && network->vlan == 0) {
                into.add(place.object(),
                         fmt::format("network {} has no VLAN id, so it cannot be mapped", name));
            } else if (network != nullptr && name != nic.untagged) {
                const auto [first, isNew] = holders[portOf(place)].emplace(network->vlan, name);
                if (!isNew && first->second != name) {
                    into.add(place.object(),
                             fmt::format("VLAN {} of network {} is that of network {} on this port",
                                         network->vlan, name, first->second));
                }
            }
        }
    });
}

void checkMappedLimits(const RuleInput& input, Breaches& into) {
    const bool expanded = input.intent.vlanCapacity == VlanCapacity::expanded;
    std::map<PhysicalPort, int> counts;
    eachFlexNic(input.intent, [&](const NicPlace& place) {
        const int count = static_cast<int>(place.nic.networks.size());
        counts[portOf(place)] += count;
        if (!expanded && count > mappedLegacy) {
            into.add(place.object(), fmt::format("{} mapped VLANs, {} are possible with legacy VLAN capacity",
                                                 count, mappedLegacy));
        }
    });
    for (const auto& [port, count] : counts) {
        if (expanded && count > mappedExpanded) {
            into.add(portObject(port),
                     fmt::format("{} mapped VLANs, {} are possible", count, mappedExpanded));
        }
    }
}

// Virtual Connect scales what is too much; what was asked for would not be there, so it is refused here.
void checkSpeeds(const RuleInput& input, Breaches& into) {
    std::map<PhysicalPort, int> asked;
    eachFlexNic(input.intent, [&](const NicPlace& place) {
        const int speed = place.nic.speedMb;
        if (speed < 0 || speed > portSpeedMb || speed % speedStepMb != 0) {
            into.add(place.object(), fmt::format("{} Mb is not 100 to 10000 in steps of 100", speed));
        } else if (speed > maximumOf(input.intent, place.nic)) {
            into.add(place.object(),
                     fmt::format("{} is above the maximum of network {}, {}", speedText(speed),
                                 place.nic.network, speedText(maximumOf(input.intent, place.nic))));
        }
        asked[portOf(place)] += askedOf(input.intent, place.nic);
    });
    for (const auto& [port, speed] : asked) {
        if (speed > portSpeedMb) {
            into.add(
                portObject(port),
                fmt::format("{} Mb asked of a port of {} Mb, with the networks' preferred speeds and {} Mb "
                            "for each automatic FlexNIC",
                            speed, portSpeedMb, speedStepMb));
        }
    }
}

void checkPxe(const RuleInput& input, Breaches& into) {
    for (const auto& bay : input.intent.bays) {
        const auto nics = bay.flexNics.begin();
        const auto end = nics + std::min<std::ptrdiff_t>(std::ssize(bay.flexNics), mostConnections);
        const auto booting =
            std::count_if(nics, end, [&](const FlexNicIntent& nic) { return boots(input.intent, nic); });
        if (booting != 1) {
            into.add(fmt::format("bay{}", bay.bay),
                     fmt::format("{} FlexNICs are on a boot network, exactly one must be", booting));
        }
    }
}

void checkUnused(const RuleInput& input, Breaches& into) {
    if (!input.intent.unusedMustBeHidden) {
        return;
    }
    for (const auto& bay : input.intent.bays) {
        if (!bay.hideUnused && bay.flexNics.size() < mostConnections) {
            into.add(
                fmt::format("bay{}", bay.bay),
                fmt::format("its {} unused FlexNICs are to be shown, the pack demands that they are hidden",
                            mostConnections - bay.flexNics.size()));
        }
    }
}

} // namespace seedbed::vc
