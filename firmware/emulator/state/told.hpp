// SPDX-License-Identifier: GPL-3.0-or-later
// What one door tells of a blade, which is the truth unless a fault makes that door lie. Pure; every face asks here.
// Doors are named as in the table of faults.cpp.
#pragma once

#include <string>
#include <string_view>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

bool toldPower(const Chassis& chassis, const Blade& blade, std::string_view door);
std::string toldSerial(const Chassis& chassis, const Blade& blade, std::string_view door);

// Of the one disk, as the iLO prints it: "300 GB", or what disk-small says.
std::string toldDiskCapacity(const Chassis& chassis, BayNumber bay);

// Does the door take connections and say nothing on them (half-open, bmc-hung)? Bay 0: a door of the OA.
bool isMute(const Chassis& chassis, BayNumber bay, std::string_view door);
// How late every answer comes.
std::chrono::milliseconds lateness(const Chassis& chassis, BayNumber bay);
bool refusesLogin(const Chassis& chassis, BayNumber bay, std::string_view door); // of an iLO
bool isBusy(const Chassis& chassis, BayNumber bay, std::string_view door);       // an iLO

} // namespace seedbed::emulator
