// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/vc/bandwidth.hpp"
#include "firmware/emulator/vc/rules.hpp"
#include "firmware/emulator/vc/wordings.hpp"

namespace seedbed::emulator::vc {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr int kLastVlan = 4094;
constexpr std::size_t kNetworksLegacy = 320, kNetworksExpanded = 1000, kNetworksOfSetLegacy = 128;

bool isUplink(const std::string& port) {
    for (int number = 1; number <= kUplinks; ++number) {
        if (port == fmt::format("X{}", number)) {
            return true;
        }
    }
    return false;
}

bool usedByProfile(const Domain& domain, const std::string& network) {
    auto mapped = [&](const VlanMapping& mapping) { return mapping.network == network; };
    for (const auto& profile : domain.profiles) {
        for (const auto& connection : profile.connections) {
            const auto& mappings = connection.mappings;
            if (connection.network == network || std::any_of(mappings.begin(), mappings.end(), mapped)) {
                return true;
            }
        }
    }
    return false;
}

// A shared uplink set has each VLAN once and at most one native one.
Outcome checkMembership(const Domain& domain, const Network& network) {
    if (findUplinkSet(domain, network.uplinkSet) == nullptr) {
        return refuse(fmt::format(words::notFound, "Shared Uplink Set", network.uplinkSet));
    }
    if (network.vlan < 1 || network.vlan > kLastVlan) {
        return refuse(fmt::format(words::vlanRange, network.vlan));
    }
    for (const auto& other : domain.networks) {
        if (other.uplinkSet != network.uplinkSet || other.name == network.name) {
            continue;
        }
        if (other.vlan == network.vlan) {
            return refuse(fmt::format(words::vlanTaken, network.vlan));
        }
        if (other.nativeVlan && network.nativeVlan) {
            return refuse(fmt::format(words::nativeTaken, network.uplinkSet));
        }
    }
    return {};
}

Outcome checkNetwork(const Domain& domain, const Network& network) {
    if (!network.uplinkSet.empty()) {
        if (auto member = checkMembership(domain, network); !member) {
            return member;
        }
    } else if (network.vlan != 0 || network.nativeVlan) {
        return refuse(fmt::format(words::missing, "UplinkSet"));
    }
    if (network.tunnel && !network.uplinkSet.empty()) {
        return refuse(fmt::format(words::tunnelPlain, network.name));
    }
    for (int mb : {network.preferredMb, network.maxMb}) {
        if (auto speed = checkSpeed(mb); mb != 0 && !speed) {
            return speed;
        }
    }
    if (network.maxMb != 0 && network.preferredMb > network.maxMb) {
        return refuse(fmt::format(words::speedAboveMax, network.name));
    }
    return {};
}

} // namespace

Outcome checkName(const std::string& name) {
    auto good = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.'; };
    if (name.empty() || name.size() > kLongestName || !std::all_of(name.begin(), name.end(), good)) {
        return refuse(fmt::format(words::badName, name));
    }
    return {};
}

Outcome checkSpeed(int mb) {
    if (mb < kStepMb || mb > kPortMb || mb % kStepMb != 0) {
        return refuse(fmt::format(words::speedRange, mb));
    }
    return {};
}

Outcome addUplinkSet(Domain& domain, const UplinkSet& set) {
    if (auto named = checkName(set.name); !named) {
        return named;
    }
    if (findUplinkSet(domain, set.name) != nullptr) {
        return refuse(fmt::format(words::alreadyExists, "Shared Uplink Set", set.name));
    }
    domain.uplinkSets.push_back(set);
    return {};
}

Outcome changeUplinkSet(Domain& domain, const UplinkSet& set) {
    for (auto& entry : domain.uplinkSets) {
        if (entry.name == set.name) {
            entry = set;
            return {};
        }
    }
    return refuse(fmt::format(words::notFound, "Shared Uplink Set", set.name));
}

Outcome removeUplinkSet(Domain& domain, const std::string& name) {
    if (findUplinkSet(domain, name) == nullptr) {
        return refuse(fmt::format(words::notFound, "Shared Uplink Set", name));
    }
    auto member = [&](const auto& network) { return network.uplinkSet == name; };
    if (std::any_of(domain.networks.begin(), domain.networks.end(), member)) {
        return refuse(fmt::format(words::inUse, "Shared Uplink Set", name));
    }
    std::erase_if(domain.uplinkPorts, [&](const auto& port) { return port.uplinkSet == name; });
    std::erase_if(domain.uplinkSets, [&](const auto& set) { return set.name == name; });
    return {};
}

namespace {

// It belongs to one set, or to one network that has no set.
Outcome checkOwner(const Domain& domain, const UplinkPort& port) {
    if (port.uplinkSet.empty() == port.network.empty()) {
        return refuse(fmt::format(words::missing, "UplinkSet or Network"));
    }
    if (!port.uplinkSet.empty() && findUplinkSet(domain, port.uplinkSet) == nullptr) {
        return refuse(fmt::format(words::notFound, "Shared Uplink Set", port.uplinkSet));
    }
    const auto* network = findNetwork(domain, port.network);
    if (!port.network.empty() && network == nullptr) {
        return refuse(fmt::format(words::notFound, "Network", port.network));
    }
    if (network != nullptr && !network->uplinkSet.empty()) {
        return refuse(fmt::format(words::inUse, "Shared Uplink Set", network->uplinkSet));
    }
    return {};
}

Outcome checkRoom(const Domain& domain, const Network& network) {
    const auto most = domain.expandedVlans ? kNetworksExpanded : kNetworksLegacy;
    const auto ofSet = std::count_if(domain.networks.begin(), domain.networks.end(), [&](const auto& other) {
        return !network.uplinkSet.empty() && other.uplinkSet == network.uplinkSet;
    });
    if (domain.networks.size() >= most) {
        return refuse(fmt::format(words::vlanCapacity, most));
    }
    if (!domain.expandedVlans && static_cast<std::size_t>(ofSet) >= kNetworksOfSetLegacy) {
        return refuse(fmt::format(words::vlanCapacity, kNetworksOfSetLegacy));
    }
    return {};
}

} // namespace

Outcome addUplinkPort(Domain& domain, const UplinkPort& port) {
    if (!isUplink(port.port)) {
        return refuse(fmt::format(words::badPort, port.port));
    }
    if (findUplinkPort(domain, port.port) != nullptr) {
        return refuse(fmt::format(words::alreadyExists, "Uplink Port", port.port));
    }
    if (auto owned = checkOwner(domain, port); !owned) {
        return owned;
    }
    domain.uplinkPorts.push_back(port);
    return {};
}

Outcome changeUplinkPort(Domain& domain, const UplinkPort& port) {
    if (auto owned = checkOwner(domain, port); !owned) {
        return owned;
    }
    for (auto& entry : domain.uplinkPorts) {
        if (entry.port == port.port) {
            entry = port;
            return {};
        }
    }
    return refuse(fmt::format(words::notFound, "Uplink Port", port.port));
}

Outcome removeUplinkPort(Domain& domain, const std::string& port) {
    if (findUplinkPort(domain, port) == nullptr) {
        return refuse(fmt::format(words::notFound, "Uplink Port", port));
    }
    std::erase_if(domain.uplinkPorts, [&](const auto& entry) { return entry.port == port; });
    return {};
}

Outcome addNetwork(Domain& domain, const Network& network) {
    if (auto named = checkName(network.name); !named) {
        return named;
    }
    if (findNetwork(domain, network.name) != nullptr) {
        return refuse(fmt::format(words::alreadyExists, "Network", network.name));
    }
    if (auto good = checkNetwork(domain, network); !good) {
        return good;
    }
    if (auto room = checkRoom(domain, network); !room) {
        return room;
    }
    domain.networks.push_back(network);
    return {};
}

Outcome changeNetwork(Domain& domain, const Network& network) {
    if (auto good = checkNetwork(domain, network); !good) {
        return good;
    }
    for (auto& entry : domain.networks) {
        if (entry.name == network.name) {
            entry = network;
            return {};
        }
    }
    return refuse(fmt::format(words::notFound, "Network", network.name));
}

Outcome removeNetwork(Domain& domain, const std::string& name) {
    if (findNetwork(domain, name) == nullptr) {
        return refuse(fmt::format(words::notFound, "Network", name));
    }
    if (usedByProfile(domain, name)) {
        return refuse(fmt::format(words::inUse, "Network", name));
    }
    std::erase_if(domain.networks, [&](const auto& network) { return network.name == name; });
    std::erase_if(domain.uplinkPorts, [&](const auto& port) { return port.network == name; });
    for (auto& group : domain.groups) {
        std::erase(group.networks, name);
    }
    return {};
}

} // namespace seedbed::emulator::vc
