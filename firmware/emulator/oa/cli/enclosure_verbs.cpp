// SPDX-License-Identifier: GPL-3.0-or-later
// The enclosure: power, cooling, interconnects, what it consists of.
#include <fmt/format.h>

#include "firmware/emulator/oa/cli/verbs.hpp"
#include "firmware/emulator/oa/cli/wordings.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/units.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::oacli {
namespace {

const char* okWord(bool ok) { return ok ? "OK" : "Failed"; }

std::string showInfo(CliCall& call) {
    const auto facts = enclosureFacts(call.chassis.options());
    const auto& settings = call.chassis.oa();
    return fmt::format("Enclosure Information:\n\tEnclosure Name: {}\n\tEnclosure Type: {}\n\tPart Number: {}\n"
                       "\tSerial Number: {}\n\tUUID: {}\n\tAsset Tag: {}\n\tMidplane Spare Part Number: 441829-001\n"
                       "\tSolutions ID: 0000000000000000\n\tPower Distribution Unit:\n"
                       "\t\t[No PDU is present on c3000 enclosures]\n\tOnboard Administrator Tray Information:\n"
                       "\t\t[No Tray Information is present on c3000 enclosures]\n",
                       settings.enclosureName, facts.product, facts.partNumber, facts.serial, facts.uuid,
                       settings.assetTag);
}

const char* modeWord(const Chassis& chassis) {
    switch (chassis.powerSettings().mode) {
    case RedundancyMode::acRedundant: return "Redundant";
    case RedundancyMode::supplyRedundant: return "Power Supply Redundant";
    case RedundancyMode::none: return "Not Redundant";
    }
    return "Not Redundant";
}

bool redundant(const Chassis& chassis) {
    return chassis.powerSettings().mode != RedundancyMode::none && goodPowerSupplies(chassis) == kPowerSupplies;
}

std::string showStatus(CliCall& call) {
    const auto& chassis = call.chassis;
    const auto readings = enclosureReadings(chassis);
    const bool powerOk = goodPowerSupplies(chassis) == kPowerSupplies;
    const bool coolingOk = goodFans(chassis) == kFanBays;
    auto text = fmt::format("Enclosure:\n\tStatus: {}\n\tUnit Identification LED: {}\n\tDiagnostic Status:\n",
                            powerOk && coolingOk ? "OK" : "Degraded", chassis.oa().enclosureUid ? "On" : "Off") +
                diagnosticRow("Internal Data", "OK");
    const int capacity = powerCapacityWatts(chassis);
    text += fmt::format("\nOnboard Administrator:\n\tStatus: OK\n\nPower Subsystem:\n\tStatus: {}\n\tPower Mode: {}\n"
                        "\tRedundancy State: {}\n\tPower Capacity: {} Watts DC\n\tPower Available: {} Watts DC\n"
                        "\tPresent Power:  {} Watts AC\n",
                        powerOk ? "OK" : "Degraded", modeWord(chassis),
                        redundant(chassis) ? "Redundant" : "Not Redundant", capacity,
                        std::max(0, capacity - readings.allocatedWatts), readings.inputWatts);
    text += fmt::format("\nCooling Subsystem:\n\tStatus: {}\n\tFans Good/Wanted/Needed: {}/{}/{}\n",
                        coolingOk ? "OK" : "Degraded", goodFans(chassis), kFanBays, kFansNeeded);
    for (int bay = 1; bay <= kFanBays; ++bay) {
        const auto fan = fanState(chassis, bay);
        text += fan.present ? fmt::format("\tFan {}:  {} RPM ({}%)\n", bay, fan.rpm, fan.percent)
                            : fmt::format("\tFan {}:  [Absent]\n", bay);
    }
    return text;
}

std::string supplyBlock(CliCall& call, int bay) {
    const auto supply = powerSupplyState(call.chassis, bay);
    auto text = fmt::format("Power Supply #{} Information:\n", bay);
    if (!supply.present) {
        return text + "\tStatus: Power Supply Bay Empty\n";
    }
    const auto options = call.chassis.options();
    text += fmt::format("\tStatus: {}\n\tAC Input Status: {}\n\tOutput Capacity: {} Watts DC\n"
                        "\tCurrent Power Output: {} Watts DC{}\n\tSerial Number: 5A{:08}{:02}\n"
                        "\tProduct Name: HP PROLIANT SERVER PS     \n\tPart Number: 437572-B21\n"
                        "\tSpare Part Number: 441830-001\n\tProduct Ver: 01\n\tDiagnostic Status:\n",
                        okWord(supply.good()), okWord(!supply.inputLost), supply.capacityWatts, supply.outputWatts,
                        supply.parked ? " (Dynamic Power Savings Mode)" : "", options.seed % 100000000, bay);
    return text + diagnosticRow("Internal Data", "OK") + diagnosticRow("Device Failure", okWord(!supply.failed)) +
           diagnosticRow("Power Cord", okWord(!supply.inputLost));
}

std::string fanBlock(CliCall& call, int bay) {
    const auto fan = fanState(call.chassis, bay);
    auto text = fmt::format("Fan #{} information:\n", bay);
    if (!fan.present) {
        return text + "\tStatus: Absent\n";
    }
    text += fmt::format("\tStatus: {}\n\tSpeed: {} percent of Maximum speed\n\tMaximum speed: {}\n\tMinimum speed: 600\n"
                        "\tPower consumed: {}\n\tProduct Name: Active Cool 200 Fan\n\tPart Number: 412140-B21\n"
                        "\tSpare Part Number: 413996-001\n\tVersion: 2.7\n\tDiagnostic Status:\n",
                        okWord(fan.good()), fan.percent, kFanMaximumRpm,
                        fan.good() ? enclosureReadings(call.chassis).fanWatts : 0);
    return text + diagnosticRow("Internal Data", "OK") + diagnosticRow("Location", "OK") +
           diagnosticRow("Device Failure", okWord(fan.good())) + diagnosticRow("Device Degraded", "OK") +
           diagnosticRow("Missing Device", "OK");
}

std::string temperatureRow(std::string_view locale, const std::string& bay, int celsius, const char* caution,
                           const char* critical) {
    return fmt::format("{:<22} {:>5}   {:<13}  {}C/{:>3}F    {}       {}\n", locale, bay, "OK", celsius,
                       celsius * 9 / 5 + 32, caution, critical);
}

std::string showTemperature(CliCall& call) {
    const int ambient = enclosureReadings(call.chassis).ambient;
    std::string text = "Locale                 Bay # Temp Status      Temp    Caution   Critical \n"
                       "---------------------- ----- -----------    --------  -------   -------- \n";
    text += fmt::format("{:<22}       {:<14} {}C/{:>3}F    ---       ---\n", "Enclosure", "N/A", ambient,
                        ambient * 9 / 5 + 32);
    text += temperatureRow("Onboard Administrator", "1", ambient + 3, "75C", "80C");
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        const auto& blade = call.chassis.blade(bay);
        if (blade.present) {
            text += temperatureRow("Blade Bay", std::to_string(bay), ambient + (blade.powered ? 4 : 0), "40C", "45C");
        }
    }
    return text + fmt::format("{:<22} {:>5}   {:<13}    ----      ---       ---\n", "Interconnect Module", "1", "OK");
}

std::string settingsText(const Chassis& chassis) {
    const auto& power = chassis.powerSettings();
    const auto readings = enclosureReadings(chassis);
    const int capacity = powerCapacityWatts(chassis);
    return fmt::format("Power Mode: {}\nDynamic Power: {}\nSet Power Limit: {}\nPower Capacity: {} Watts DC\n"
                       "Power Available: {} Watts DC\nPower Allocated: {} Watts DC\nPresent Power: {} Watts AC\n"
                       "Power Limit: {}\n",
                       modeWord(chassis), power.dynamicSaver ? "Enabled" : "Disabled",
                       power.ceilingWatts == 0 ? "Not Set" : fmt::format("{} Watts", power.ceilingWatts), capacity,
                       std::max(0, capacity - readings.allocatedWatts), readings.allocatedWatts, readings.inputWatts,
                       power.ceilingWatts == 0 ? "Not Set" : fmt::format("{} Watts", power.ceilingWatts));
}

std::string showPower(CliCall& call) { return settingsText(call.chassis); }

std::string setPower(CliCall& call, PowerSettings settings) {
    call.chassis.setPowerSettings(settings);
    return "Power Settings were updated to:\n" + settingsText(call.chassis);
}

std::string setSavings(CliCall& call) {
    auto settings = call.chassis.powerSettings();
    settings.dynamicSaver = call.has("ON");
    return call.has("ON") || call.has("OFF") ? setPower(call, settings)
                                             : fmt::format(words::badArguments, "SET POWER SAVINGS {ON | OFF}");
}

std::string setMode(CliCall& call) {
    auto settings = call.chassis.powerSettings();
    if (call.has("REDUNDANT")) {
        settings.mode = RedundancyMode::acRedundant;
    } else if (call.has("POWERSUPPLY")) {
        settings.mode = RedundancyMode::supplyRedundant;
    } else if (call.has("NONE")) {
        settings.mode = RedundancyMode::none;
    } else {
        return fmt::format(words::badArguments, "SET POWER MODE {REDUNDANT | POWERSUPPLY | NONE}");
    }
    return setPower(call, settings);
}

std::string setLimit(CliCall& call) {
    auto settings = call.chassis.powerSettings();
    const auto watts = call.word(0);
    const bool number = !watts.empty() && watts.size() < 6 && watts.find_first_not_of("0123456789") == watts.npos;
    if (!number && !iequals(watts, "OFF")) {
        return fmt::format(words::badArguments, "SET POWER LIMIT {<watts> | OFF}");
    }
    settings.ceilingWatts = number ? std::stoi(watts) : 0;
    return setPower(call, settings);
}

std::string interconnectInfo(CliCall& call, int bay) {
    const auto facts = enclosureFacts(call.chassis.options());
    if (bay != 1) {
        return fmt::format("{}. <absent>\n", bay);
    }
    const auto address = call.chassis.vcAddress().toString();
    return fmt::format("1. Ethernet \n\tProduct Name: HP VC Flex-10/10D Module\n\tWidth: Single\n"
                       "\tURL to Management interface: https://{0}\n\tIn-Band IPv4 Address: {0}\n"
                       "\tUser Assigned Name: {1}\n\tPart Number: 638526-B21\n\tSpare Part Number: 688896-001\n"
                       "\tSerial Number: {2}\n\tTemperature Sensor: Present\n\tJS2 Connector: Absent\n"
                       "\tInternal Ethernet Interface to OA: Present\n\tInternal Ethernet Route to OA: Enabled\n"
                       "\tInternal Serial Interface to OA: Present\n\tInternal Serial Route to OA: Enabled\n"
                       "\tExternal Serial Port Interface: Absent\n\tExternal Ethernet Interface: Absent\n"
                       "\tManufacturer: HP\n\tFirmware Version: {3}\n",
                       address, facts.vcName, facts.vcSerial, facts.vcFirmware);
}

std::string interconnectStatus(CliCall&, int bay) {
    auto text = fmt::format("Interconnect Module #{} Status:\n", bay);
    if (bay != 1) {
        return text + "\tInterconnect Module Type: No Interconnect Module Installed\n";
    }
    text += "\tStatus: OK\n\tThermal: OK\n\tCPU Fault: OK\n\tHealth LED: OK\n\tUID: Off\n\tPowered: On\n"
            "\tDiagnostic Status:\n";
    for (const char* row : {"Internal Data", "Management Processor", "Thermal Warning", "Thermal Danger",
                            "I/O Configuration", "Power", "Device Failure", "Device Degraded"}) {
        text += diagnosticRow(row, "OK");
    }
    return text;
}

std::string interconnectList(CliCall& call) {
    return fmt::format("Bay Interconnect Type   Manufacturer         Power   Health   UID Management IP\n"
                       "--- ------------------- -------------------- ------- -------- --- ---------------\n"
                       "  1 Ethernet            HP                   On      OK       Off {}\n"
                       "  2 [Absent]\n  3 [Absent]\n  4 [Absent]\n"
                       "Totals: 1 interconnect modules installed, 1 powered on.\n",
                       call.chassis.vcAddress().toString());
}

std::string showFru(CliCall& call) {
    const auto facts = enclosureFacts(call.chassis.options());
    return fmt::format("Enclosure\n\tModel: {}\n\tManufacturer: {}\n\tSerial Number: {}\n\tPart Number: {}\n\n"
                       "Onboard Administrator 1\n\tModel: BladeSystem c3000 Onboard Administrator\n\tManufacturer: {}\n"
                       "\tSerial Number: {}\n\tPart Number: 448589-B21\n\tFirmware Version: {}\n\n"
                       "Interconnect 1\n\tModel: HP VC Flex-10/10D Module\n\tManufacturer: HP\n\tSerial Number: {}\n",
                       facts.product, facts.manufacturer, facts.serial, facts.partNumber, facts.manufacturer,
                       facts.oaSerial, facts.oaFirmware, facts.vcSerial);
}

template <std::string (*Block)(CliCall&, int), int Limit>
std::string perBay(CliCall& call) {
    return eachBay(call, Limit, Block);
}

constexpr Verb kVerbs[] = {
    {"SHOW ENCLOSURE INFO", showInfo},
    {"SHOW ENCLOSURE STATUS", showStatus},
    {"SHOW ENCLOSURE POWERSUPPLY", perBay<supplyBlock, kPowerSupplyBays>},
    {"SHOW ENCLOSURE FAN", perBay<fanBlock, kFanBays>},
    {"SHOW ENCLOSURE TEMP", showTemperature},
    {"SHOW ENCLOSURE POWER_SUMMARY", showPower},
    {"SHOW POWER", showPower},
    {"SET POWER SAVINGS", setSavings},
    {"SET POWER MODE", setMode},
    {"SET POWER LIMIT", setLimit},
    {"SHOW INTERCONNECT INFO", perBay<interconnectInfo, kInterconnectBays>},
    {"SHOW INTERCONNECT STATUS", perBay<interconnectStatus, kInterconnectBays>},
    {"SHOW INTERCONNECT LIST", interconnectList},
    {"SHOW FRU", showFru},
};

} // namespace

std::span<const Verb> enclosureVerbs() { return kVerbs; }

} // namespace seedbed::emulator::oacli
