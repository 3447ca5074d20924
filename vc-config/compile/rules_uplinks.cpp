// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"
#include "vc-config/compile/rule.hpp"

namespace seedbed::vc {

namespace {

constexpr int gigabit = 1000;

// Of a c3000 and its modules: bays 1 to 4, the ports X1 to X10. X11 to X14 of a Flex-10/10D are no uplinks
// but the links to the module in the neighbour bay.
constexpr int mostInterconnects = 4;
constexpr int mostUplinks = 10;
constexpr int lastCrossLink = 14;

struct PortName { // "enc0:1:X1"
    int module = 0;
    int port = 0;
};

std::optional<int> plainNumber(std::string_view digits) {
    const bool plain = !digits.empty() && digits.size() <= 2 && digits[0] != '0' &&
                       digits.find_first_not_of("0123456789") == std::string_view::npos;
    return plain ? std::optional(std::stoi(std::string(digits))) : std::nullopt;
}

std::optional<PortName> portNamed(const std::string& id) {
    const auto parts = split(id, ':');
    if (parts.size() != 3 || !startsWith(parts[0], "enc") || !startsWith(parts[2], "X")) {
        return std::nullopt;
    }
    const std::string enclosure = parts[0].substr(3);
    const auto module = plainNumber(parts[1]);
    const auto port = plainNumber(std::string_view(parts[2]).substr(1));
    if ((enclosure != "0" && !plainNumber(enclosure)) || !module || !port) {
        return std::nullopt;
    }
    return PortName{*module, *port};
}

// Why it is none that a cable can be in; empty: it may be.
std::string whyNoUplink(const std::string& id) {
    const auto name = portNamed(id);
    if (!name || name->port > lastCrossLink) {
        return "is not a port name like enc0:1:X1";
    }
    if (name->module > mostInterconnects) {
        return fmt::format("is in interconnect bay {}: a c3000 has {}", name->module, mostInterconnects);
    }
    if (name->port > mostUplinks) {
        return "is a link to the neighbour bay, no uplink: those are X1 to X10";
    }
    return {};
}

bool isCopper(const UplinkPortIntent& port) {
    return iequals(port.sfp, "1000BASE-T") || iequals(port.sfp, "SFP-RJ45");
}

// The names of the standard, and those that modules show.
// What the port will run at, as far as it can be known from its setting and its SFP; 0: cannot be known.
int speedOf(const UplinkPortIntent& port) {
    if (isCopper(port)) {
        return gigabit;
    }
    const auto sfp = lower(port.sfp);
    const bool fast = startsWith(sfp, "10gbase-") || sfp == "sfp-sr" || sfp == "sfp-lr" || sfp == "sfp-lrm";
    const int ofSfp = startsWith(sfp, "1000base-") ? gigabit : fast ? portSpeedMb : 0;
    return port.speedMb != 0 ? port.speedMb : ofSfp;
}

void checkGroup(const std::string& holder, const std::vector<UplinkPortIntent>& ports, ConnectionMode mode,
                Breaches& into) {
    const UplinkPortIntent* first = nullptr;
    for (const auto& port : ports) {
        if (isCopper(port) && port.speedMb > gigabit) {
            into.add("uplink port " + port.id,
                     fmt::format("its 1000BASE-T SFP does 1 Gb, {} are asked for", speedText(port.speedMb)));
        }
        const int speed = speedOf(port);
        if (mode == ConnectionMode::failover || speed == 0) {
            continue;
        }
        if (first != nullptr && speedOf(*first) != speed) {
            into.add(holder, fmt::format("uplink port {} has {}, {} has {}: they cannot form one group",
                                         first->id, speedText(speedOf(*first)), port.id, speedText(speed)));
        }
        first = first == nullptr ? &port : first;
    }
}

void checkWayOut(const ConnectivityIntent& intent, const NetworkIntent& network, Breaches& into) {
    const std::string object = "network " + network.name;
    if (!network.uplinkSet.empty() && !network.ports.empty()) {
        into.add(object, fmt::format("is on uplink set {} and has ports of its own", network.uplinkSet));
    } else if (!network.uplinkSet.empty() && intent.uplinkSet(network.uplinkSet) == nullptr) {
        into.add(object, fmt::format("uplink set {} is not in the intent", network.uplinkSet));
    } else if (network.ports.empty() && intent.uplinkSetOf(network) == nullptr) {
        into.add(object, "has no uplink: it would not leave the chassis");
    }
}

} // namespace

void checkUplinks(const RuleInput& input, Breaches& into) {
    const auto& intent = input.intent;
    for (const auto& set : intent.uplinkSets) {
        if (set.ports.empty()) {
            into.add("uplink set " + set.name, "has no port: no VLAN would leave the chassis");
        }
    }
    for (const auto& place : uplinkPorts(intent)) {
        const auto& port = place.port;
        if (const auto why = whyNoUplink(port.id); !why.empty()) {
            into.add("uplink port " + port.id, why);
        }
        if (port.speedMb != 0 && port.speedMb != gigabit && port.speedMb != portSpeedMb) {
            into.add("uplink port " + port.id,
                     fmt::format("{} is not auto, 1 Gb or 10 Gb", speedText(port.speedMb)));
        }
    }
    for (const auto& network : intent.networks) {
        checkWayOut(intent, network, into);
    }
}

void checkGroupSpeeds(const RuleInput& input, Breaches& into) {
    for (const auto& set : input.intent.uplinkSets) {
        checkGroup("uplink set " + set.name, set.ports, set.mode, into);
    }
    for (const auto& network : input.intent.networks) {
        checkGroup("network " + network.name, network.ports, ConnectionMode::automatic, into);
    }
}

// Ours: a tunnelled network has no VLAN id of its own, so it cannot be one of several on a FlexNIC.
void checkTunnels(const RuleInput& input, Breaches& into) {
    std::set<std::string> tunnels;
    for (const auto& network : input.intent.networks) {
        const std::string object = "network " + network.name;
        if (network.tunnel) {
            tunnels.insert(network.name);
        }
        if (network.tunnel && network.ports.empty()) {
            into.add(object, "is a VLAN tunnel and has no uplink port of its own");
        }
        if (network.vlan != 0 && !network.ports.empty()) {
            into.add(object, fmt::format("has ports of its own, so it has no VLAN id, but {}", network.vlan));
        }
    }
    eachFlexNic(input.intent, [&](const NicPlace& place) {
        for (const auto& network : place.nic.networks) {
            if (tunnels.contains(network)) {
                into.add(place.object(),
                         fmt::format("network {} is a VLAN tunnel and cannot be mapped", network));
            }
        }
    });
}

} // namespace seedbed::vc
