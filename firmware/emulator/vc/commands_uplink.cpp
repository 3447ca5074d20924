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

Output addSet(const Call& call) {
    auto name = argument(call.line, 0, "UplinkSetName");
    if (!name) {
        return error(name.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return addUplinkSet(domain, *name); });
    return report(outcome, "Shared uplink set added : " + *name);
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
        text += recordText({{"Name", set.name}, {"Status", "OK"}, {"Connection Mode", "Auto"}}) + "\n" +
                tableText(networks) + std::string(kRuleDefault, '-') + "\n";
    }
    return plain(text);
}

Output addPort(const Call& call) {
    auto id = argument(call.line, 0, "PortID");
    if (!id) {
        return error(id.error());
    }
    if (auto known = onlyProperties(call.line, {"uplinkset", "network", "speed", "role"}); !known) {
        return error(known.error());
    }
    UplinkPort port;
    port.port = portName(*id);
    port.uplinkSet = call.line.property("uplinkset").value_or("");
    port.network = call.line.property("network").value_or("");
    port.speed = call.line.property("speed").value_or("Auto");
    if (!iequals(port.speed, "Auto") && !iequals(port.speed, "1Gb") && !iequals(port.speed, "10Gb")) {
        return error(fmt::format(words::badValue, "Speed", port.speed));
    }
    auto outcome = call.module.change([&](Domain& domain) { return addUplinkPort(domain, port); });
    return report(outcome, "Port added : " + *id);
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

// Several ports of one owner form one group.
Record portRecord(const Call& call, int number) {
    const auto name = fmt::format("X{}", number);
    const auto& chassis = call.module.chassis();
    const auto [populated, cabled] = uplinkState(chassis, number);
    const auto* noLink = populated ? words::notLinked : words::unpopulated;
    const auto* port = findUplinkPort(call.domain(), name);
    const bool linked = cabled && (port == nullptr || !iequals(port->speed, "10Gb")); // 1000BASE-T knows one speed
    return {{"ID", "enc0:1:" + name},
            {"Enclosure", enclosureFacts(chassis.options()).name},
            {"Status", linked ? words::linkedAtOneGigabit : noLink},
            {"Type", populated ? words::copperSfp : "absent"},
            {"Label", name},
            {"LED State", linked ? "On" : "Off"},
            {"Speed", port == nullptr ? "Auto/Full" : port->speed + "/Full"},
            {"Used By", port == nullptr ? "" : port->uplinkSet + port->network},
            {"LAG ID", port == nullptr ? "" : "26"},
            {"Connected From", ""},
            {"Connected To", ""}};
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
    {"add", "uplinkset", "<UplinkSetName>", addSet},
    {"remove", "uplinkset", "<UplinkSetName>", removeSet},
    {"show", "uplinkset", "[<UplinkSetName | *>]", showSet},
    {"add", "uplinkport", "<PortID> [UplinkSet=<name> | Network=<name>] [Speed=<Auto|1Gb|10Gb>]", addPort},
    {"remove", "uplinkport", "<PortID> [UplinkSet=<name> | Network=<name>]", removePort},
    {"show", "uplinkport", "[<PortID | *>]", showPort},
};

} // namespace

std::span<const CommandRow> uplinkCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
