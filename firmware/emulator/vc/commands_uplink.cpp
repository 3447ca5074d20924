// SPDX-License-Identifier: GPL-3.0-or-later
// Shared uplink sets and the ports X1 to X10.
#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/units.hpp"
#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

// "enc0:1:x3" -> "X3"; anything else comes back as it is and is refused by the rules.
std::string portName(const std::string& id) {
    constexpr std::string_view head = "enc0:1:x";
    return lower(id).starts_with(head) ? "X" + id.substr(head.size()) : id;
}

Outcome readSet(const CommandLine& line, UplinkSet& set) {
    auto known = onlyProperties(line, {"connectionmode"});
    return known ? readMode(line, set.mode) : known;
}

Output addSet(const Call& call) {
    auto name = argument(call.line, 0, "UplinkSetName");
    if (!name) {
        return error(name.error());
    }
    UplinkSet set;
    set.name = *name;
    if (auto given = readSet(call.line, set); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return addUplinkSet(domain, set); });
    return report(outcome, "Shared uplink set added : " + *name);
}

Output changeSet(const Call& call) {
    auto name = argument(call.line, 0, "UplinkSetName");
    const auto* found = name ? findUplinkSet(call.domain(), *name) : nullptr;
    if (found == nullptr) {
        return error(name ? fmt::format(words::notFound, "Shared Uplink Set", *name) : name.error());
    }
    auto set = *found;
    if (auto given = readSet(call.line, set); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return changeUplinkSet(domain, set); });
    return report(outcome, "Shared uplink set modified : " + *name);
}

Output removeSet(const Call& call) {
    auto name = argument(call.line, 0, "UplinkSetName");
    if (!name) {
        return error(name.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return removeUplinkSet(domain, *name); });
    return report(outcome, "Shared uplink set removed : " + *name);
}

Output showSet(const Call& call) {
    const auto& domain = call.domain();
    auto wanted = wantsRecords(call.line) ? call.line.arguments[0] : "*";
    if (wanted != "*" && findUplinkSet(domain, wanted) == nullptr) {
        return error(fmt::format(words::notFound, "Shared Uplink Set", wanted));
    }
    if (domain.uplinkSets.empty()) {
        return plain("No shared uplink port sets exist\n\n");
    }
    std::string text;
    for (const auto& set : domain.uplinkSets) {
        if (wanted != "*" && set.name != wanted) {
            continue;
        }
        Table networks{"Associated Networks (VLAN Tagged)",
                       {"Name", "VLAN ID", "Native VLAN", "SmartLink", "Private"},
                       {}};
        for (const auto& network : domain.networks) {
            if (network.uplinkSet == set.name) {
                networks.rows.push_back({network.name, std::to_string(network.vlan),
                                         onOff(network.nativeVlan), onOff(network.smartLink),
                                         onOff(network.isPrivate)});
            }
        }
        text += recordText({{"Name", set.name},
                            {"Status", healthWord(uplinkSetHealth(domain, call.module.chassis(), set.name))},
                            {"Connection Mode", modeWord(set.mode)}}) + "\n" +
                tableText(networks) + std::string(kRuleDefault, '-') + "\n";
    }
    return plain(text);
}

Outcome readPort(const CommandLine& line, UplinkPort& port) {
    std::string role = port.role == PortRole::primary ? "Primary" : "Secondary";
    Given given(line, {"uplinkset", "network", "speed", "role"});
    given.text("uplinkset", port.uplinkSet).text("network", port.network);
    given.word("speed", port.speed, {"Auto", "1Gb", "10Gb"}).word("role", role, {"Primary", "Secondary"});
    port.role = role == "Primary" ? PortRole::primary : PortRole::secondary;
    return given.outcome();
}

Output addPort(const Call& call) {
    auto id = argument(call.line, 0, "PortID");
    if (!id) {
        return error(id.error());
    }
    UplinkPort port;
    port.port = portName(*id);
    if (auto given = readPort(call.line, port); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return addUplinkPort(domain, port); });
    return report(outcome, "Port added : " + *id);
}

Output changePort(const Call& call) {
    auto id = argument(call.line, 0, "PortID");
    const auto* found = id ? findUplinkPort(call.domain(), portName(*id)) : nullptr;
    if (found == nullptr) {
        return error(id ? fmt::format(words::notFound, "Uplink Port", *id) : id.error());
    }
    auto port = *found;
    if (call.line.property("uplinkset") || call.line.property("network")) { // it moves to another owner
        port.uplinkSet.clear();
        port.network.clear();
    }
    if (auto given = readPort(call.line, port); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return changeUplinkPort(domain, port); });
    return report(outcome, "Port modified : " + *id);
}

Output removePort(const Call& call) {
    auto id = argument(call.line, 0, "PortID");
    if (!id) {
        return error(id.error());
    }
    auto outcome =
        call.module.change([&](Domain& domain) { return removeUplinkPort(domain, portName(*id)); });
    return report(outcome, "Port removed : " + *id);
}

const char* linkWord(PortLink link) {
    switch (link) {
    case PortLink::active:
        return words::linkedAtOneGigabit;
    case PortLink::standby:
        return words::standbyAtOneGigabit;
    case PortLink::down:
        return words::notLinked;
    default:
        return words::unpopulated;
    }
}

// What LLDP tells of the far end.
std::string farEnd(const Call& call, int number) {
    const auto& neighbours = call.module.chassis().neighbours();
    const auto found = neighbours.find(uplinkCable(call.module.chassis(), number));
    if (found == neighbours.end() || !uplinkState(call.module.chassis(), number).linked) {
        return {};
    }
    const auto& there = found->second;
    return fmt::format("{} ({})", there.systemName.empty() ? there.chassisId : there.systemName, there.portId);
}

Record portRecord(const Call& call, int number) {
    const auto name = fmt::format("X{}", number);
    const auto& chassis = call.module.chassis();
    const auto link = portLink(call.domain(), chassis, name);
    const bool populated = link != PortLink::unpopulated;
    const bool linked = link == PortLink::active || link == PortLink::standby;
    const auto* port = findUplinkPort(call.domain(), name);
    constexpr int firstGroup = 25; // inferred: a group of its own for every port, see health.hpp
    return {{"ID", "enc0:1:" + name},
            {"Enclosure", enclosureFacts(chassis.options()).name},
            {"Status", linkWord(link)},
            {"Type", populated ? words::copperSfp : "absent"},
            {"Label", name},
            {"LED State", linked ? "On" : "Off"},
            {"Speed", port == nullptr ? "Auto/Full" : port->speed + "/Full"},
            {"Used By", port == nullptr ? "" : port->uplinkSet + port->network},
            {"LAG ID", port == nullptr ? "" : std::to_string(firstGroup + number)},
            {"Connected From", ""},
            {"Connected To", farEnd(call, number)}};
}

Output showPort(const Call& call) {
    auto wanted = wantsRecords(call.line) ? portName(call.line.arguments[0]) : "*";
    std::vector<Record> records;
    Table table{"", {"ID", "Status", "Speed", "Used By"}, {}};
    for (int number = 1; number <= kUplinks; ++number) {
        if (wanted == "*" || wanted == fmt::format("X{}", number)) {
            records.push_back(portRecord(call, number));
            const auto& made = records.back();
            table.rows.push_back({made[0].second, made[2].second, made[6].second, made[7].second});
        }
    }
    if (records.empty()) {
        return error(fmt::format(words::badPort, call.line.arguments[0]));
    }
    return plain(wantsRecords(call.line) ? recordsText(records, kRuleUplinkPort) : tableText(table));
}

constexpr CommandRow kRows[] = {
    {"add", "uplinkset", "<UplinkSetName> [ConnectionMode=<Auto|Failover>]", addSet},
    {"set", "uplinkset", "<UplinkSetName> [ConnectionMode=<Auto|Failover>]", changeSet},
    {"remove", "uplinkset", "<UplinkSetName>", removeSet},
    {"show", "uplinkset", "[<UplinkSetName | *>]", showSet},
    {"add", "uplinkport",
     "<PortID> [UplinkSet=<name> | Network=<name> [Role=<Primary|Secondary>]] [Speed=<Auto|1Gb|10Gb>]", addPort},
    {"set", "uplinkport",
     "<PortID> [UplinkSet=<name> | Network=<name> [Role=<Primary|Secondary>]] [Speed=<Auto|1Gb|10Gb>]", changePort},
    {"remove", "uplinkport", "<PortID> [UplinkSet=<name> | Network=<name>]", removePort},
    {"show", "uplinkport", "[<PortID | *>]", showPort},
};

} // namespace

std::span<const CommandRow> uplinkCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
