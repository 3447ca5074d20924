// SPDX-License-Identifier: GPL-3.0-or-later
// What the module has seen on its wires: neighbours, addresses, counters.
#include <charconv>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/units.hpp"
#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

constexpr std::string_view kUplinkHead = "enc0:1:x";

// "enc0:1:X3" -> 3; 0 for anything else.
int uplinkNumber(const std::string& id) {
    int number = 0;
    if (lower(id).starts_with(kUplinkHead)) {
        std::from_chars(id.data() + kUplinkHead.size(), id.data() + id.size(), number);
    }
    return number >= 1 && number <= kUplinks ? number : 0;
}

// Of IEEE 802.1AB, tables of the chassis ID and port ID subtypes.
const char* chassisIdType(int type) {
    constexpr const char* names[] = {"Unknown",         "Chassis Component", "Interface Alias", "Port Component",
                                     "MAC Address",     "Network Address",   "Interface Name",  "Local"};
    return type >= 1 && type <= 7 ? names[type] : names[0];
}
const char* portIdType(int type) {
    constexpr const char* names[] = {"Unknown",     "Interface Alias", "Port Component", "MAC Address", "Network Address",
                                     "Interface Name", "Agent Circuit ID", "Local"};
    return type >= 1 && type <= 7 ? names[type] : names[0];
}

std::string capabilityNames(unsigned bits) {
    constexpr const char* names[] = {"Other", "Repeater", "Bridge", "WLAN Access Point", "Router", "Telephone", "DOCSIS",
                                     "Station"};
    std::string text;
    for (unsigned bit = 0; bit < std::size(names); ++bit) {
        if ((bits >> bit & 1U) != 0) {
            text += (text.empty() ? "" : ", ") + std::string(names[bit]);
        }
    }
    return text;
}

Record neighbourRecord(const std::string& port, const Neighbour& there) {
    return {{"Port", port},
            {"Type", "LLDP"},
            {"Chassis ID Type", chassisIdType(there.chassisIdType)},
            {"Chassis ID", there.chassisId},
            {"Port ID Type", portIdType(there.portIdType)},
            {"Port ID", there.portId},
            {"Port Description", there.portDescription},
            {"System Name", there.systemName},
            {"System Description", there.systemDescription},
            {"System Capabilities", capabilityNames(there.capabilities)},
            {"Enabled Capabilities", capabilityNames(there.enabledCapabilities)},
            {"Remote Address Type", there.address.empty() ? "" : "IPv4"},
            {"Remote Address", there.address},
            {"Discovered Time", fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::chrono::system_clock::to_time_t(there.seen)))}};
}

Output showLldp(const Call& call) {
    const auto wanted = wantsRecords(call.line) ? call.line.arguments[0] : "*";
    const bool whole = wanted == "*" || iequals(wanted, "enc0:1");
    if (!whole && uplinkNumber(wanted) == 0) {
        return error(fmt::format(words::badPort, wanted));
    }
    const auto& chassis = call.module.chassis();
    std::vector<Record> records;
    for (int number = 1; number <= kUplinks; ++number) {
        const auto found = chassis.neighbours().find(uplinkCable(chassis, number));
        const bool asked = whole || uplinkNumber(wanted) == number;
        if (asked && found != chassis.neighbours().end() && uplinkState(chassis, number).linked) {
            records.push_back(neighbourRecord(fmt::format("enc0:1:X{}", number), found->second));
        }
    }
    return records.empty() ? plain("No LLDP neighbors exist\n\n") : plain(recordsText(records));
}

Output showMacTable(const Call& call) {
    const auto wanted = wantsRecords(call.line) ? call.line.arguments[0] : "enc0:1";
    if (wanted != "*" && !iequals(wanted, "enc0:1")) {
        return error(fmt::format(words::notFound, "Interconnect", wanted));
    }
    Table table{"", {"Port", "MAC Address", "Type", "Network"}, {}};
    for (const auto& learned : call.module.chassis().learnedMacs()) {
        table.rows.push_back({learned.port, learned.mac.toString(), "Learned", learned.network});
    }
    return table.rows.empty() ? plain("No MAC addresses exist\n\n") : plain(tableText(table));
}

Output showStatistics(const Call& call) {
    const auto wanted = wantsRecords(call.line) ? call.line.arguments[0] : "*";
    std::vector<Record> records;
    for (int number = 1; number <= kUplinks; ++number) {
        const auto asked = wanted == "*" || uplinkNumber(wanted) == number;
        const auto counters = asked ? call.module.chassis().portCounters(uplinkCable(call.module.chassis(), number)) : std::nullopt;
        if (counters) {
            records.push_back({{"Port", fmt::format("enc0:1:X{}", number)},
                               {"rfc1213_IfInOctets", std::to_string(counters->octetsIn)},
                               {"rfc1213_IfInUcastPkts", std::to_string(counters->packetsIn)},
                               {"rfc1213_IfOutOctets", std::to_string(counters->octetsOut)},
                               {"rfc1213_IfOutUcastPkts", std::to_string(counters->packetsOut)}});
        }
    }
    return records.empty() ? plain("No statistics exist\n\n") : plain(recordsText(records));
}

constexpr CommandRow kRows[] = {
    {"show", "lldp", "[<PortID | ModuleID | *>]", showLldp},
    {"show", "interconnect-mac-table", "[<ModuleID | *>]", showMacTable},
    {"show", "statistics", "[<PortID | *>]", showStatistics},
};

} // namespace

std::span<const CommandRow> planeCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
