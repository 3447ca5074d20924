// SPDX-License-Identifier: GPL-3.0-or-later
// What is fixed about the emulated c3000 around its blades (bays, part numbers, names derived from the seed),
// and what follows from the state (power, fans, temperatures), so that every face tells the same. Pure; I/O
// thread. Source: physical facts of the c3000 as captured from real enclosures; firmware versions by
// generation.
#pragma once

#include <string>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

constexpr int kInterconnectBays = 4; // the one module, a Flex-10/10D, sits in bay 1
constexpr int kFanBays = 6;
constexpr int kPowerSupplies = 4;
constexpr int kPowerSupplyBays = 6; // four units: bays 1, 2, 4, 5
constexpr int kOaBays = 2;          // the one OA sits in bay 1
constexpr int kFansNeeded = 5;
constexpr int kFanMaximumRpm = 18000;
constexpr int kPowerSupplyWatts = 1200;
constexpr int kBladeAllocationWatts = 210; // what the enclosure sets aside for a blade that is on
constexpr int kDownlinks = 16; // of the module: LOM1 of bay n is d<n>, LOM2 is d<n+8>
constexpr int kUplinks = 10;   // X1 to X10

struct EnclosureFacts {
    std::string rack;
    std::string name;
    std::string product;
    std::string partNumber;
    std::string serial;
    std::string uuid;
    std::string manufacturer; // HP, later HPE
    std::string oaName;
    std::string oaSerial;
    MacAddress oaMac;
    std::string oaFirmware; // a number, "4.22"
    std::string vcSerial;
    MacAddress vcMac;
    std::string vcFirmware; // "4.20"
    std::string vcName;     // host name of the module, VCEX<serial>
};
EnclosureFacts enclosureFacts(const ChassisOptions& options);

struct Readings {
    int outputWatts = 0;    // DC, all supplies together
    int inputWatts = 0;     // AC
    int allocatedWatts = 0; // set aside for what is on
    int fanRpm = 0;
    int fanPercent = 0;
    int fanWatts = 0; // each
    int ambient = 0;  // degrees Celsius
};
Readings enclosureReadings(const Chassis& chassis);

int bladeWatts(const Blade& blade);
bool powerSupplyPresent(int bay);
// The blade of a bay, or an absent one for any number that has none: faces are asked for bays beyond the
// last.
Blade bladeAt(const Chassis& chassis, int bay);
std::string upper(std::string text);
std::string upperMac(const MacAddress& mac); // 02:00:00:00:01:FF

} // namespace seedbed::emulator
