// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"
#include "vc-config/compile/rule.hpp"

namespace seedbed::vc {

namespace {

constexpr int gigabit = 1000;

const UplinkPort* seen(const std::vector<UplinkPort>& uplinks, const std::string& id) {
    const auto found =
        std::find_if(uplinks.begin(), uplinks.end(), [&](const UplinkPort& p) { return iequals(p.id, id); });
    return found == uplinks.end() ? nullptr : &*found;
}

bool isCopper(const UplinkPort& port) {
    const auto type = lower(port.sfp);
    return type.find("rj45") != std::string::npos || type.find("1000base-t") != std::string::npos;
}

// Of ports that would form a group.
void checkLinks(const std::string& holder, const std::vector<UplinkPortIntent>& ports,
                const std::vector<UplinkPort>& uplinks, Breaches& into) {
    const UplinkPort* first = nullptr;
    for (const auto& wanted : ports) {
        const auto* port = seen(uplinks, wanted.id);
        if (port == nullptr || !port->linked) {
            continue;
        }
        if (first != nullptr && first->speedMb != port->speedMb) {
            into.add(holder,
                     fmt::format("uplink port {} runs at {}, {} at {}: they cannot form one group", first->id,
                                 speedText(first->speedMb), port->id, speedText(port->speedMb)));
        }
        first = first == nullptr ? port : first;
    }
}

} // namespace

void checkMacs(const RuleInput& input, Breaches& into) {
    std::map<MacAddress, std::string> holders;
    for (const auto& profile : input.domain->profiles) {
        for (std::size_t i = 0; i < profile.connections.size(); ++i) {
            const auto& mac = profile.connections[i].mac.value;
            if (!mac) {
                continue;
            }
            const auto object = fmt::format("profile {} connection {}", profile.name, i + 1);
            const auto [first, isNew] = holders.emplace(*mac, object);
            if (!isNew) {
                into.add(object,
                         fmt::format("MAC address {} is that of {} too", mac->toString(), first->second));
            }
        }
    }
}

void checkSfps(const RuleInput& input, Breaches& into) {
    for (const auto& place : uplinkPorts(input.intent)) {
        const std::string object = "uplink port " + place.port.id;
        const auto* port = seen(*input.uplinks, place.port.id);
        if (port == nullptr) {
            into.add(object, fmt::format("{} wants it, the module has no such port", place.holder));
        } else if (isCopper(*port) && place.port.speedMb > gigabit) {
            into.add(object, fmt::format("its SFP is {}, which does 1 Gb; {} are asked for", port->sfp,
                                         speedText(place.port.speedMb)));
        }
    }
    for (const auto& set : input.intent.uplinkSets) {
        if (set.mode != ConnectionMode::failover) {
            checkLinks("uplink set " + set.name, set.ports, *input.uplinks, into);
        }
    }
    for (const auto& network : input.intent.networks) {
        checkLinks("network " + network.name, network.ports, *input.uplinks, into);
    }
}

} // namespace seedbed::vc
