// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/enclosure.hpp"

#include <cctype>

#include <fmt/format.h>

namespace seedbed::emulator {
namespace {

constexpr int kWattsOff = 12; // management processor and standby power
constexpr int kWattsOn = 110;
constexpr int kWattsPost = 135;
constexpr int kWattsBase = 95;       // module, OA, midplane

MacAddress derivedMac(std::uint64_t seed, std::uint8_t kind) {
    auto low = static_cast<std::uint8_t>(seed & 0xff);
    auto high = static_cast<std::uint8_t>((seed >> 8) & 0xff);
    return MacAddress{{0x02, 0xc3, 0x00, high, low, kind}};
}

std::string hexOf(const MacAddress& mac) {
    std::string text;
    for (auto byte : mac.bytes) {
        text += fmt::format("{:02X}", byte);
    }
    return text;
}

} // namespace

EnclosureFacts enclosureFacts(const ChassisOptions& options) {
    bool late = options.generation == Generation::g2016;
    auto number = options.seed % 100000;
    EnclosureFacts facts;
    facts.rack = "Rack1";
    facts.name = "ENC1";
    facts.product = late ? "BladeSystem c3000 Enclosure G2" : "BladeSystem c3000 Enclosure";
    facts.partNumber = late ? "508664-B21" : "437502-B21";
    facts.serial = fmt::format("SGH90{:05}", number);
    facts.uuid = "09" + facts.serial;
    facts.manufacturer = late ? "HPE" : "HP";
    facts.oaMac = derivedMac(options.seed, 0x0a);
    facts.oaName = "OA-" + hexOf(facts.oaMac);
    facts.oaSerial = fmt::format("OB90{:06}", number);
    facts.oaFirmware = late ? "4.60" : "4.22";
    facts.vcSerial = fmt::format("7C9{:07}", number);
    facts.vcMac = derivedMac(options.seed, 0x0c);
    facts.vcFirmware = late ? "4.50" : "4.20";
    facts.vcName = "VCEX" + facts.vcSerial;
    return facts;
}

int bladeWatts(const Blade& blade) {
    if (!blade.present) {
        return 0;
    }
    if (!blade.powered) {
        return kWattsOff;
    }
    return (blade.inPost ? kWattsPost : kWattsOn) + blade.bay; // no two blades draw the same
}

Readings enclosureReadings(const Chassis& chassis) {
    int blades = 0;
    int on = 0;
    for (int bay = 1; bay <= kBladeBays; ++bay) {
        const auto& blade = chassis.blade(bay);
        blades += bladeWatts(blade);
        on += blade.present && blade.powered ? 1 : 0;
    }
    Readings readings;
    readings.fanPercent = 30 + 3 * on;
    readings.fanRpm = kFanMaximumRpm * readings.fanPercent / 100;
    readings.fanWatts = 8 + on;
    readings.outputWatts = kWattsBase + kFanBays * readings.fanWatts + blades;
    readings.inputWatts = readings.outputWatts * 100 / 88; // efficiency of the supplies
    readings.allocatedWatts = kWattsBase + kFanBays * 20 + on * kBladeAllocationWatts;
    readings.ambient = 20 + on / 3;
    return readings;
}

bool powerSupplyPresent(int bay) {
    return bay == 1 || bay == 2 || bay == 4 || bay == 5;
}

Blade bladeAt(const Chassis& chassis, int bay) {
    if (bay >= 1 && bay <= kBladeBays) {
        return chassis.blade(bay);
    }
    Blade absent;
    absent.bay = bay;
    return absent;
}

std::string upper(std::string text) {
    for (auto& character : text) {
        character = static_cast<char>(std::toupper(static_cast<unsigned char>(character)));
    }
    return text;
}

std::string upperMac(const MacAddress& mac) {
    return upper(mac.toString());
}

} // namespace seedbed::emulator
