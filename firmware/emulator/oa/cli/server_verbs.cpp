// SPDX-License-Identifier: GPL-3.0-or-later
// Server blades: what is shown of them and what is done to them.
#include <fmt/format.h>

#include "firmware/emulator/oa/cli/verbs.hpp"
#include "firmware/emulator/oa/cli/wordings.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/state/told.hpp"
#include "firmware/emulator/state/units.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::oacli {
namespace {

constexpr std::string_view kDoor = "oa-cli";

const char* powerWord(const Chassis& chassis, const Blade& blade) {
    return toldPower(chassis, blade, kDoor) ? "On" : "Off";
}

std::string footer(const Chassis& chassis) {
    int installed = 0;
    int on = 0;
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        const auto& blade = chassis.blade(bay);
        installed += blade.present ? 1 : 0;
        on += blade.present && toldPower(chassis, blade, kDoor) ? 1 : 0;
    }
    return fmt::format("Totals: {} server blades installed, {} powered on.\n", installed, on);
}

std::string showNames(CliCall& call) {
    std::string text =
        "Bay Server Name                                       Serial Number   Status   Power   UID Partner\n"
        "--- ------------------------------------------------- --------------- -------- ------- --- -------\n";
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        const auto& blade = call.chassis.blade(bay);
        if (!blade.present) {
            text += fmt::format("{:>3} [Absent]\n", bay);
            continue;
        }
        text += fmt::format("{:>3} {:<49} {:<15} {:<8} {:<7} {:<3}\n", bay,
                            blade.serverName.empty() ? "[Unknown]" : blade.serverName,
                            toldSerial(call.chassis, blade, kDoor), "OK", powerWord(call.chassis, blade),
                            blade.uidLit ? "On" : "Off");
    }
    return text + footer(call.chassis);
}

std::string showList(CliCall& call) {
    std::string text = "Bay iLO Name                      iLO IP Address  Status   Power   UID Partner\n"
                       "--- ----------------------------- --------------- -------- ------- --- -------\n";
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        const auto& blade = call.chassis.blade(bay);
        if (!blade.present) {
            text += fmt::format("{:>3} [Absent]\n", bay);
            continue;
        }
        text += fmt::format("{:>3} {:<29} {:<15} {:<8} {:<7} {:<3}\n", bay, blade.iloName,
                            blade.iloAddress.toString(), "OK", powerWord(call.chassis, blade),
                            blade.uidLit ? "On" : "Off");
    }
    return text + footer(call.chassis);
}

std::string statusBlock(CliCall& call, int bay) {
    const auto& blade = call.chassis.blade(bay);
    auto text = fmt::format("Blade #{} Status:\n", bay);
    if (!blade.present) {
        return text + "\tPower: No Server Blade Installed\n\n";
    }
    text += fmt::format("\tPower: {}\n\tCurrent Wattage used: {}\n\tHealth: OK\n\tUnit Identification LED: {}\n"
                        "\tVirtual Fan: {}%\n\tDiagnostic Status:\n",
                        powerWord(call.chassis, blade), bladeWatts(blade), blade.uidLit ? "On" : "Off",
                        enclosureReadings(call.chassis).fanPercent);
    for (const char* row : {"Internal Data", "Management Processor", "I/O Configuration", "Power", "Cooling",
                            "Location", "Device Failure", "Device Degraded", "iLO Network", "Mezzanine Card"}) {
        text += diagnosticRow(row, "OK");
    }
    return text + "\n";
}

std::string flexNics(const Blade& blade) {
    constexpr const char* names[] = {"LOM:1-a", "LOM:2-a", "LOM:1-b", "LOM:2-b",
                                     "LOM:1-c", "LOM:2-c", "LOM:1-d", "LOM:2-d"};
    std::string text = "\tFLB Adapter 1: HP Flex-10 10Gb 2-port 530FLB Adapter\n";
    for (std::size_t i = 0; i < std::size(names); ++i) {
        text += fmt::format("\t    {} {}\n", names[i], upperMac(blade.nics[i].mac));
    }
    return text;
}

std::string infoBlock(CliCall& call, int bay) {
    const auto& blade = call.chassis.blade(bay);
    auto text = fmt::format("Server Blade #{} Information:\n", bay);
    if (!blade.present) {
        return text + "\tServer Blade Type: No Server Blade Installed\n\n";
    }
    const auto& ilo = call.chassis.ilo(bay);
    const auto or_ = [](const std::string& value) { return value.empty() ? std::string("[Unknown]") : value; };
    text += fmt::format("\tType: Server Blade\n\tManufacturer: {}\n\tProduct Name: {}\n\tPart Number: {:<16}\n"
                        "\tSystem Board Spare Part Number: 716550-001\n\tSerial Number: {:<16}\n\tUUID: {}\n"
                        "\tServer Name: {}\n\tAsset Tag: {}\n\tROM Version: {}\n\n",
                        enclosureFacts(call.chassis.options()).manufacturer, blade.productName, blade.partNumber,
                        toldSerial(call.chassis, blade, kDoor), upper(uuidText(blade.uuid)), or_(blade.serverName),
                        or_(ilo.assetTag), blade.romVersion);
    for (int cpu = 1; cpu <= 2; ++cpu) {
        text += fmt::format("\tCPU {}: {}\n", cpu, cpu <= blade.cpus ? "8-Core Intel Xeon 2600 MHz" : "Not present");
    }
    text += fmt::format("\tMemory: {} MB\n\n", blade.memoryMb) + flexNics(blade);
    text += fmt::format("\n\tThis server does not contain any mezzanine cards\n\nManagement Processor Information:\n"
                        "\tType: iLO4\n\tName: {}\n\tFirmware Version: {}\n\tIP Address: {}\n\tMAC Address: {}\n"
                        "\tPower Management Controller Version: 3.3\n",
                        blade.iloName, blade.iloFirmware, blade.iloAddress.toString(), upperMac(blade.iloMac));
    return text + "\tiLO Federation Capable: Yes\n\n";
}

const char* bootWord(BootDevice device) {
    switch (device) {
    case BootDevice::cd: return "CD";
    case BootDevice::disk: return "HDD";
    case BootDevice::floppy: return "FLOPPY";
    case BootDevice::bios: return "RBSU";
    default: return "PXE";
    }
}

std::string bootBlock(CliCall& call, int bay) {
    const auto& blade = call.chassis.blade(bay);
    if (!blade.present) {
        return fmt::format(words::noBlade, bay);
    }
    const auto& once = blade.bootOverride;
    return fmt::format("Server Blade #{} Boot Information:\n\tOne Time Boot: {}\n\tIPL Device 1: {}\n\n", bay,
                       once.valid && !once.persistent ? bootWord(once.device) : "None", bootWord(blade.permanentFirst));
}

std::string portBlock(CliCall& call, int bay) {
    const auto& blade = call.chassis.blade(bay);
    if (!blade.present) {
        return fmt::format(words::noBlade, bay);
    }
    return fmt::format("Server Blade #{} Port Map:\n\tMezz  Device Port  Status  Interconnect Bay  Interconnect Port\n"
                       "\tFLB   Port 1       OK      1                 d{}\n\tFLB   Port 2       OK      1                 d{}\n\n",
                       bay, bay, bay + kBladeBays);
}

std::string tempBlock(CliCall& call, int bay) {
    const auto& blade = call.chassis.blade(bay);
    const int celsius = enclosureReadings(call.chassis).ambient + (blade.powered ? 4 : 0);
    return blade.present ? fmt::format("Blade Bay {:>4}   OK             {}C/{:>3}F    40C       45C\n", bay, celsius,
                                       celsius * 9 / 5 + 32)
                         : std::string();
}

std::string syslogBlock(CliCall& call, int bay) {
    std::string text;
    for (const auto& entry : call.chassis.ilo(bay).managementLog.entries()) {
        text += fmt::format("{} {:<13} {}\n", isoTime(entry.last), severityWord(entry.severity), entry.text);
    }
    return text.empty() ? std::string(words::syslogEmpty) : text;
}

template <std::string (*Block)(CliCall&, int)>
std::string perBay(CliCall& call) {
    return eachBay(call, kBladeBays, Block);
}

std::string powerOnBlock(CliCall& call, int bay) {
    const auto& blade = call.chassis.blade(bay);
    if (!blade.present) {
        return fmt::format(words::noBlade, bay);
    }
    if (blade.powered) {
        return fmt::format(words::alreadyOn, bay);
    }
    if (!powerAdmits(call.chassis, bay)) {
        call.chassis.command(bay, PowerCommand::on); // refused there, and logged
        return fmt::format(words::insufficientPower, bay);
    }
    if (call.has("PXE")) {
        call.chassis.setBootOverride(bay, {BootDevice::pxe, false, false, true, {}});
    }
    call.chassis.command(bay, PowerCommand::on);
    return fmt::format("Powering on blade {}.\n", bay);
}

std::string powerOffBlock(CliCall& call, int bay) {
    const auto& blade = call.chassis.blade(bay);
    if (!blade.present) {
        return fmt::format(words::noBlade, bay);
    }
    if (!blade.powered) {
        return fmt::format(words::alreadyOff, bay);
    }
    call.chassis.command(bay, call.has("FORCE") ? PowerCommand::hardOff : PowerCommand::softOff);
    return fmt::format("Blade {} is powering down.\n", bay);
}

std::string rebootBlock(CliCall& call, int bay) {
    const auto& blade = call.chassis.blade(bay);
    if (!blade.present) {
        return fmt::format(words::noBlade, bay);
    }
    if (!blade.powered) {
        return fmt::format("Blade {} is currently powered off.\n", bay);
    }
    call.chassis.command(bay, PowerCommand::cycle);
    return fmt::format("Forcing reboot of Blade {}\n", bay);
}

std::string resetBlock(CliCall& call, int bay) {
    return call.chassis.eFuse(bay) ? fmt::format("Successfully reset the E-Fuse for device bay {}.\n", bay)
                                   : fmt::format(words::noBlade, bay);
}

std::string resetIloBlock(CliCall& call, int bay) {
    if (!call.chassis.blade(bay).present) {
        return fmt::format(words::noBlade, bay);
    }
    call.chassis.resetIlo(bay);
    return fmt::format("Bay {}: Successfully reset iLO through Hardware reset\n", bay);
}

std::string uidBlock(CliCall& call, int bay) {
    if (!call.chassis.blade(bay).present) {
        return fmt::format(words::noBlade, bay);
    }
    const bool lit = call.has("ON") || (call.has("TOGGLE") && !call.chassis.blade(bay).uidLit);
    call.chassis.setUid(bay, lit);
    return fmt::format(words::uidOn, bay, lit ? "on" : "off");
}

std::optional<BootDevice> bootDevice(const std::string& word) {
    struct Row {
        const char* word;
        BootDevice device;
    };
    constexpr Row rows[] = {{"PXE", BootDevice::pxe}, {"HDD", BootDevice::disk}, {"CD", BootDevice::cd},
                            {"FLOPPY", BootDevice::floppy}, {"RBSU", BootDevice::bios}, {"NONE", BootDevice::none}};
    for (const Row& row : rows) {
        if (iequals(row.word, word)) {
            return row.device;
        }
    }
    return std::nullopt;
}

std::string setBoot(CliCall& call, bool once) {
    const auto device = bootDevice(call.word(0));
    const auto bays = bayList(call.word(1), kBladeBays);
    if (!device || !bays) {
        return fmt::format(words::badArguments, "SET SERVER BOOT {FIRST | ONCE} {HDD | CD | FLOPPY | PXE} <bay>");
    }
    std::string text;
    for (const int bay : *bays) {
        if (!call.chassis.blade(bay).present) {
            text += fmt::format(words::noBlade, bay);
            continue;
        }
        if (once) {
            BootOverride value;
            value.device = *device;
            value.valid = *device != BootDevice::none;
            call.chassis.setBootOverride(bay, value);
        } else {
            call.chassis.setPermanentFirst(bay, *device);
        }
        text += fmt::format("Blade #{} boot order changed to {}\n", bay, upper(call.word(0)));
    }
    return text;
}

std::string setBootOnce(CliCall& call) { return setBoot(call, true); }
std::string setBootFirst(CliCall& call) { return setBoot(call, false); }

constexpr Verb kVerbs[] = {
    {"SHOW SERVER NAMES", showNames},
    {"SHOW SERVER LIST", showList},
    {"SHOW SERVER STATUS", perBay<statusBlock>},
    {"SHOW SERVER INFO", perBay<infoBlock>},
    {"SHOW SERVER BOOT", perBay<bootBlock>},
    {"SHOW SERVER PORT MAP", perBay<portBlock>},
    {"SHOW SERVER TEMP", perBay<tempBlock>},
    {"SHOW SERVER SYSLOG", perBay<syslogBlock>},
    {"POWERON SERVER", perBay<powerOnBlock>},
    {"POWEROFF SERVER", perBay<powerOffBlock>},
    {"REBOOT SERVER", perBay<rebootBlock>},
    {"RESET SERVER", perBay<resetBlock>, "WARNING: Resetting the E-Fuse cuts the power of the blade."},
    {"RESET ILO", perBay<resetIloBlock>},
    {"SET SERVER UID", perBay<uidBlock>},
    {"SET SERVER BOOT ONCE", setBootOnce},
    {"SET SERVER BOOT FIRST", setBootFirst},
    {"SET SERVER BOOT", setBootFirst},
};

} // namespace

std::span<const Verb> serverVerbs() { return kVerbs; }

} // namespace seedbed::emulator::oacli
