// SPDX-License-Identifier: GPL-3.0-or-later
// GET_EMBEDDED_HEALTH of a blade: no fans or power supplies of its own, only the enclosure's through one
// virtual fan and its own power reading.
#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/ribcl/command.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/told.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator::ribcl {
namespace {

std::string fanStatus(const Chassis& chassis) {
    const int good = goodFans(chassis);
    return good >= kFansNeeded ? "OK" : good > 0 ? "Degraded" : "Failed";
}

Element fans(const Call& call) {
    return node(
        "FANS",
        {node("FAN", {value("ZONE", "Virtual"), value("LABEL", "Virtual Fan"),
                      value("STATUS", fanStatus(call.chassis)),
                      measure("SPEED", std::to_string(virtualFanPercent(call.chassis)), "Percentage")})});
}

Element celsius(const char* name, int degrees) {
    return measure(name, std::to_string(degrees), "Celsius");
}

Element temperature(const Call& call) {
    Element all = node("TEMPERATURE", {});
    for (const auto& sensor : temperatures(call.chassis, call.bay)) {
        all.children.push_back(
            node("TEMP", {value("LABEL", sensor.name), value("LOCATION", sensor.location),
                          value("STATUS", sensor.celsius < sensor.caution ? "OK" : "Degraded"),
                          celsius("CURRENTREADING", sensor.celsius), celsius("CAUTION", sensor.caution),
                          celsius("CRITICAL", sensor.critical)}));
    }
    return all;
}

Element powerSupplies(const Call& call) {
    return node("POWER_SUPPLIES",
                {node("POWER_SUPPLY_SUMMARY",
                      {value("PRESENT_POWER_READING", fmt::format("{} Watts", bladeWatts(call.blade()))),
                       value("POWER_MANAGEMENT_CONTROLLER_FIRMWARE_VERSION", "3.3"),
                       value("HIGH_EFFICIENCY_MODE", "N/A")})});
}

Element processors(const Call& call) {
    Element all = node("PROCESSORS", {});
    for (int number = 1; number <= call.blade().cpus; ++number) {
        all.children.push_back(node(
            "PROCESSOR",
            {value("LABEL", fmt::format("Proc {}", number)), value("NAME", kProcessorName),
             value("STATUS", "OK"), value("SPEED", fmt::format("{} MHz", kProcessorMhz)),
             value("EXECUTION_TECHNOLOGY", fmt::format("{}/{} cores; {} threads", kCores, kCores, kThreads)),
             value("MEMORY_TECHNOLOGY", "64-bit Capable"), value("INTERNAL_L1_CACHE", "192 KB"),
             value("INTERNAL_L2_CACHE", "1536 KB"), value("INTERNAL_L3_CACHE", "15360 KB")}));
    }
    return all;
}

std::string cpuTag(int number) {
    return fmt::format("CPU_{}", number);
}

Element memorySummary(int processor, int dimms) {
    const bool any = dimms > 0;
    return node(cpuTag(processor),
                {value("NUMBER_OF_SOCKETS", kSocketsPerProcessor),
                 value("TOTAL_MEMORY_SIZE", any ? fmt::format("{} GB", dimms * kDimmMb / 1024) : "N/A"),
                 value("OPERATING_FREQUENCY", any ? fmt::format("{} MHz", kDimmMhz) : "N/A"),
                 value("OPERATING_VOLTAGE", any ? "1.35 v" : "N/A")});
}

Element dimm(int processor, int socket, bool installed) {
    const auto known = [installed](const char* text) { return std::string(installed ? text : "N/A"); };
    return node(cpuTag(processor),
                {value("SOCKET", socket), value("STATUS", installed ? "Good, In Use" : "Not Present"),
                 value("HP_SMART_MEMORY", known("Yes")), tag("PART", {{"NUMBER", known("647650-071")}}),
                 value("TYPE", known("DIMM DDR3")),
                 value("SIZE", installed ? fmt::format("{} MB", kDimmMb) : "N/A"),
                 value("FREQUENCY", installed ? fmt::format("{} MHz", kDimmMhz) : "N/A"),
                 value("MINIMUM_VOLTAGE", known("1.35 v")), value("RANKS", known("2")),
                 value("TECHNOLOGY", known("RDIMM"))});
}

Element memory(const Call& call) {
    const int each = call.blade().memoryMb / kDimmMb / std::max(1, call.blade().cpus);
    Element summary = node("MEMORY_DETAILS_SUMMARY", {});
    Element details = node("MEMORY_DETAILS", {});
    for (int processor = 1; processor <= call.blade().cpus; ++processor) {
        summary.children.push_back(memorySummary(processor, each));
        for (int socket = 1; socket <= kSocketsPerProcessor; ++socket) {
            details.children.push_back(dimm(processor, socket, socket <= each));
        }
    }
    return node("MEMORY",
                {node("ADVANCED_MEMORY_PROTECTION",
                      {value("AMP_MODE_STATUS", "Advanced ECC"), value("CONFIGURED_AMP_MODE", "Advanced ECC"),
                       value("AVAILABLE_AMP_MODES", "On-line Spare, Advanced ECC")}),
                 std::move(summary), std::move(details)});
}

Element nic(const char* name, const std::string& port, const std::string& description, const MacAddress& mac,
            const std::string& address) {
    return node(name, {value("NETWORK_PORT", port), value("PORT_DESCRIPTION", description),
                       value("LOCATION", "Embedded"), value("MAC_ADDRESS", mac.toString()),
                       value("IP_ADDRESS", address), value("STATUS", address == "N/A" ? "Unknown" : "OK")});
}

Element nics(const Call& call) {
    const auto& blade = call.blade();
    Element all =
        node("NIC_INFORMATION", {nic("iLO", "iLO Dedicated Network Port", "iLO Dedicated Network Port",
                                     blade.iloMac, blade.iloAddress.toString())});
    constexpr std::size_t ports = 2;
    for (std::size_t i = 0; i < ports; ++i) {
        all.children.push_back(nic("NIC", fmt::format("Port {}", i + 1),
                                   "HP FlexFabric 10Gb 2-port 554FLB Adapter", blade.nics[i].mac, "N/A"));
    }
    return all;
}

Element storage(const Call& call) {
    const auto capacity = toldDiskCapacity(call.chassis, call.bay);
    auto drive =
        node("PHYSICAL_DRIVE", {value("LABEL", "Port 1I Box 1 Bay 1"), value("STATUS", "OK"),
                                value("SERIAL_NUMBER", "D" + call.blade().serial),
                                value("MODEL", "EG0300FBVFL"), value("CAPACITY", capacity),
                                value("LOCATION", "Port 1I Box 1 Bay 1"), value("FW_VERSION", "HPD8")});
    auto volume =
        node("LOGICAL_DRIVE", {value("LABEL", "01"), value("STATUS", "OK"), value("CAPACITY", capacity),
                               value("FAULT_TOLERANCE", "RAID 0"), std::move(drive)});
    auto controller =
        node("CONTROLLER",
             {value("LABEL", "Controller on System Board"), value("STATUS", "OK"),
              value("CONTROLLER_STATUS", "OK"), value("SERIAL_NUMBER", "P" + call.blade().serial),
              value("MODEL", kArrayController), value("FW_VERSION", kArrayFirmware), std::move(volume)});
    return node("STORAGE",
                {std::move(controller), node("DISCOVERY_STATUS", {value("STATUS", "Discovery Complete")})});
}

Element firmware(const Call& call) {
    const std::pair<const char*, std::string> rows[] = {
        {"HP ProLiant System ROM", romDate(call.blade())},
        {"HP ProLiant System ROM - Backup", romDate(call.blade())},
        {"iLO", call.blade().iloFirmware},
        {"Power Management Controller Firmware", "3.3"},
        {kArrayController, kArrayFirmware},
    };
    Element all = node("FIRMWARE_INFORMATION", {});
    int index = 0;
    for (const auto& [name, version] : rows) {
        all.children.push_back(node(fmt::format("INDEX_{}", ++index),
                                    {value("FIRMWARE_NAME", name), value("FIRMWARE_VERSION", version)}));
    }
    return all;
}

Element glance(const Call& call) {
    const auto health = [](const char* name, const std::string& word) {
        return tag(name, {{"STATUS", word}});
    };
    const bool redundant = goodFans(call.chassis) > kFansNeeded;
    return node("HEALTH_AT_A_GLANCE",
                {health("BIOS_HARDWARE", "OK"), health("FANS", fanStatus(call.chassis)),
                 tag("FANS", {{"REDUNDANCY", redundant ? "Redundant" : "Not Redundant"}}),
                 health("TEMPERATURE", "OK"),
                 health("POWER_SUPPLIES", goodPowerSupplies(call.chassis) > 0 ? "OK" : "Failed"),
                 tag("POWER_SUPPLIES",
                     {{"REDUNDANCY", goodPowerSupplies(call.chassis) > 1 ? "Redundant" : "Not Redundant"}}),
                 health("PROCESSOR", "OK"), health("MEMORY", "OK"), health("NETWORK", "OK"),
                 health("STORAGE", "OK")});
}

} // namespace

Outcome getEmbeddedHealth(Call& call) {
    return Outcome::of(
        node("GET_EMBEDDED_HEALTH_DATA",
             {fans(call), temperature(call), powerSupplies(call), node("VRM", {}), processors(call),
              memory(call), nics(call), storage(call), firmware(call), glance(call)}));
}

} // namespace seedbed::emulator::ribcl
