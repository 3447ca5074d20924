// SPDX-License-Identifier: GPL-3.0-or-later
// What the module sees of the enclosure: itself, the blades and their ports; and power.
#include <algorithm>

#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

constexpr const char* kModuleProduct = "HP VC Flex-10/10D Module";

const char* reach(const Call& call) {
    return call.module.reachesOa() ? "OK" : words::noCommunication;
}

Record enclosureRecord(const Call& call) {
    auto facts = enclosureFacts(call.module.chassis().options());
    return {{"ID", "enc0"},
            {"Enclosure Name", facts.name},
            {"Import Status", "Imported"},
            {"Overall Status", reach(call)},
            {"Serial Number", facts.serial},
            {"Manufacturer", facts.manufacturer},
            {"Description", facts.product},
            {"Spare Part Number", "441829-001"},
            {"Asset Tag", ""},
            {"Primary", "Yes"},
            {"Comm Status", reach(call)}};
}

Output showEnclosure(const Call& call) {
    if (wantsRecords(call.line)) {
        const auto& id = call.line.arguments[0];
        bool known = id == "*" || iequals(id, "enc0");
        return known ? plain(recordsText({enclosureRecord(call)}))
                     : error(fmt::format(words::notFound, "Enclosure", id));
    }
    auto facts = enclosureFacts(call.module.chassis().options());
    Table table{"", {"ID", "Name", "Import Status", "Serial Number", "Status"}, {}};
    table.rows.push_back({"enc0", facts.name, "Imported", facts.serial, reach(call)});
    return plain(tableText(table));
}

Record interconnectRecord(const Call& call) {
    const auto& chassis = call.module.chassis();
    auto facts = enclosureFacts(chassis.options());
    return {{"ID", "enc0:1"},
            {"Enclosure", facts.name},
            {"Bay", "1"},
            {"Type", "VC-ENET"},
            {"Product Name", kModuleProduct},
            {"Role", "Primary"},
            {"Status", "OK"},
            {"Comm Status", "OK"},
            {"OA Communication", reach(call)},
            {"Dip Switch", "0x0"},
            {"Host Name", facts.vcName},
            {"IP Address", chassis.vcAddress().toString()},
            {"Serial Number", facts.vcSerial},
            {"Part Number", "638526-B21"},
            {"Spare Part Number", "688896-001"},
            {"Manufacturer", facts.manufacturer},
            {"Firmware Version", facts.vcFirmware + " 2014-05-09T12:00:00Z"},
            {"Power", "On"},
            {"UID", "Off"},
            {"Uplink", "Yes"}};
}

Output showInterconnect(const Call& call) {
    if (wantsRecords(call.line)) {
        const auto& id = call.line.arguments[0];
        bool known = id == "*" || iequals(id, "enc0:1");
        return known ? plain(recordsText({interconnectRecord(call)}, kRuleInterconnect))
                     : error(fmt::format(words::notFound, "Interconnect", id));
    }
    auto facts = enclosureFacts(call.module.chassis().options());
    Table table{"", {"ID", "Enclosure", "Bay", "Type", "Status", "Product Name", "Role"}, {}};
    table.rows.push_back({"enc0:1", facts.name, "1", "VC-ENET", "OK", kModuleProduct, "Primary"});
    return plain(tableText(table));
}

Output showFirmware(const Call& call) {
    auto facts = enclosureFacts(call.module.chassis().options());
    return plain(recordsText({{{"ID", "enc0:1"},
                               {"Enclosure", facts.name},
                               {"Bay", "1"},
                               {"Type", "VC-ENET"},
                               {"Firmware Version", facts.vcFirmware + " 2014-05-09T12:00:00Z"},
                               {"Status", "Firmware OK"}}}));
}

Output showStackingLink(const Call&) {
    return plain("No stacking links exist\n\n");
}

std::string profileName(const Call& call, BayNumber bay) {
    const auto* profile = profileOfBay(call.domain(), bay);
    return profile == nullptr ? words::unassigned : profile->name;
}

Record serverRecord(const Call& call, const Blade& blade) {
    auto facts = enclosureFacts(call.module.chassis().options());
    return {{"Server ID", fmt::format("enc0:{}", blade.bay)},
            {"Enclosure Name", facts.name},
            {"Enclosure ID", "enc0"},
            {"Bay", std::to_string(blade.bay)},
            {"Description", blade.productName},
            {"Status", "OK"},
            {"Power", blade.powered ? "On" : "Off"},
            {"UID", blade.uidLit ? "On" : "Off"},
            {"Server Profile", profileName(call, blade.bay)},
            {"Height", "Half-Height"},
            {"Width", "Single"},
            {"Part Number", blade.partNumber},
            {"Serial Number", blade.serial},
            {"UUID", uuidText(blade.uuid)},
            {"Server Name", blade.serverName},
            {"OS Name", ""},
            {"Asset Tag", ""},
            {"ROM Version", blade.romVersion},
            {"Memory", std::to_string(blade.memoryMb)}};
}

// The blades a command names: all that are there, or the one given.
tl::expected<std::vector<Blade>, std::string> wantedBlades(const Call& call) {
    const auto& chassis = call.module.chassis();
    std::vector<Blade> blades;
    if (wantsRecords(call.line) && call.line.arguments[0] != "*") {
        auto bay = serverBay(call.line.arguments[0]);
        if (!bay || !chassis.blade(*bay).present) {
            return refuse(fmt::format(words::notFound, "Server", call.line.arguments[0]));
        }
        blades.push_back(chassis.blade(*bay));
        return blades;
    }
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        if (chassis.blade(bay).present) {
            blades.push_back(chassis.blade(bay));
        }
    }
    return blades;
}

Output showServer(const Call& call) {
    auto blades = wantedBlades(call);
    if (!blades) {
        return error(blades.error());
    }
    if (blades->empty()) {
        return plain("No servers exist\n\n");
    }
    std::vector<Record> records;
    Table table{
        "", {"Server ID", "Enclosure Name", "Bay", "Description", "Status", "Power", "Server Profile"}, {}};
    for (const auto& blade : *blades) {
        auto record = serverRecord(call, blade);
        table.rows.push_back({record[0].second, record[1].second, record[3].second, blade.productName, "OK",
                              record[6].second, record[8].second});
        records.push_back(std::move(record));
    }
    return plain(wantsRecords(call.line) ? recordsText(records) : tableText(table));
}

Record portRecord(const Call& call, const Blade& blade, int flexNic) {
    auto lom = 2 - flexNic % 2;
    auto downlink = blade.bay + (lom - 1) * kBladeBays;
    const auto& nic = blade.nics[static_cast<std::size_t>(flexNic - 1)];
    bool linked = blade.powered && nic.isUp();
    return {{"Server", fmt::format("enc0:{}", blade.bay)},
            {"ID", fmt::format("enc0:1:d{}:v{}", downlink, (flexNic + 1) / 2)},
            {"Port", portMapping(flexNic)},
            {"I/O Module", "1"},
            {"Profile", profileName(call, blade.bay)},
            {"Network", nic.network.empty() ? words::unassigned : nic.network},
            {"MAC Address", upperDashes(nic.mac)},
            {"Fabric", ""},
            {"Port WWN", ""},
            {"Status", linked ? "Linked" : "Not Linked"},
            {"Speed", linked ? "10Gb" : ""},
            {"Configured Speed", "Auto"},
            {"Duplex", linked ? "Full" : ""},
            {"Configured Duplex", "Auto"},
            {"DCC Available", "Yes"},
            {"DCC Version", "2.3"}};
}

Output showServerPort(const Call& call) {
    auto blades = wantedBlades(call);
    if (!blades) {
        return error(blades.error());
    }
    std::vector<Record> records;
    for (const auto& blade : *blades) {
        for (int flexNic = 1; flexNic <= kMappedConnections; ++flexNic) {
            records.push_back(portRecord(call, blade, flexNic));
        }
    }
    return records.empty() ? plain("No server ports exist\n\n") : plain(recordsText(records));
}

tl::expected<BayNumber, std::string> presentServer(const Call& call) {
    auto id = argument(call.line, 0, "ServerID");
    if (!id) {
        return refuse(id.error());
    }
    auto bay = serverBay(*id);
    if (bay && !call.module.chassis().blade(*bay).present) {
        return refuse(fmt::format(words::noSuchState, *id));
    }
    return bay;
}

Output powerOn(const Call& call) {
    auto bay = presentServer(call);
    if (!bay) {
        return error(bay.error());
    }
    bool accepted = call.module.chassis().command(*bay, PowerCommand::on);
    return accepted ? success(fmt::format("Server enc0:{} is powered on", *bay))
                    : error(fmt::format(words::noSuchState, call.line.arguments[0]));
}

Output powerOff(const Call& call) {
    auto bay = presentServer(call);
    if (!bay) {
        return error(bay.error());
    }
    auto done = fmt::format("Server enc0:{} is powered off", *bay);
    auto& chassis = call.module.chassis();
    if (!chassis.blade(*bay).powered) {
        return success(done);
    }
    auto command = call.line.has("force") ? PowerCommand::hardOff : PowerCommand::softOff;
    if (!chassis.command(*bay, command)) {
        return error(fmt::format(words::noSuchState, call.line.arguments[0]));
    }
    auto given = call.line.options.find("timeout");
    auto seconds = given == call.line.options.end() ? 30 : std::atoi(given->second.c_str());
    Output output;
    output.wait = PowerWait{*bay, std::chrono::seconds(std::clamp(seconds, 0, 600)),
                            call.line.has("forceontimeout"), done};
    return output;
}

Output reboot(const Call& call) {
    auto bay = presentServer(call);
    if (!bay) {
        return error(bay.error());
    }
    bool accepted = call.module.chassis().command(*bay, PowerCommand::reset);
    return accepted ? success(fmt::format("Server enc0:{} is rebooting", *bay))
                    : error(fmt::format(words::noSuchState, call.line.arguments[0]));
}

constexpr CommandRow kRows[] = {
    {"show", "enclosure", "[<EnclosureID | *>]", showEnclosure},
    {"show", "interconnect", "[<ModuleID | *>]", showInterconnect},
    {"show", "firmware", "[*]", showFirmware},
    {"show", "stackinglink", "", showStackingLink},
    {"show", "server", "[<ServerID | *>]", showServer},
    {"show", "server-port", "[<ServerID | *>]", showServerPort},
    {"poweron", "server", "<ServerID> [-timeout=<seconds>]", powerOn},
    {"poweroff", "server", "<ServerID> [-timeout=<seconds> [-forceontimeout] | -force]", powerOff},
    {"reboot", "server", "<ServerID>", reboot},
};

} // namespace

std::span<const CommandRow> hardwareCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
