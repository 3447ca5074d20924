// SPDX-License-Identifier: GPL-3.0-or-later
// What an iLO says of its blade: the facts that every door words in its own way. I/O thread only.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

std::string_view iloVersion(const Blade& blade); // "2.00" of "2.00 Jul 15 2014"
std::string iloDate(const Blade& blade);         // "Jul 15 2014"
std::string_view romFamily(const Blade& blade);  // "I31"
std::string romDate(const Blade& blade);         // "06/01/2014"

struct TemperatureSensor {
    const char* name;
    const char* location; // RIBCL
    const char* context;  // Redfish
    int celsius;
    int caution;
    int critical;
};
std::vector<TemperatureSensor> temperatures(const Chassis& chassis, BayNumber bay);
int virtualFanPercent(const Chassis& chassis);

constexpr const char* kProcessorName = "Intel(R) Xeon(R) CPU E5-2640 0 @ 2.50GHz";
constexpr int kProcessorMhz = 2500;
constexpr int kCores = 6;
constexpr int kThreads = 12;
constexpr int kDimmMb = 8192;
constexpr int kDimmMhz = 1333;
constexpr int kSocketsPerProcessor = 8;
constexpr const char* kArrayController = "HP Smart Array P220i Controller";
constexpr const char* kArrayFirmware = "5.42";

} // namespace seedbed::emulator
