// SPDX-License-Identifier: GPL-3.0-or-later
// What the iLO's command line says. (inferred) marks what was never seen on a device.
#pragma once

#include <string_view>

namespace seedbed::emulator::smash {

constexpr std::string_view prompt = "</>hpiLO-> ";
constexpr std::string_view completed = "status=0\nstatus_tag=COMMAND COMPLETED\n";
constexpr std::string_view failed = "status=2\nstatus_tag=COMMAND PROCESSING FAILED\n";
constexpr std::string_view poweringOn = "Server powering on .......";
constexpr std::string_view forcingOff = "Forcing server power off .......";
constexpr std::string_view poweringOff = "Server powering off .......";
constexpr std::string_view resetting = "Server resetting .......";
constexpr std::string_view powerState = "power: server power is currently: {}";
constexpr std::string_view serialPort = "Virtual Serial Port Active: COM2\n\nStarting virtual serial port.\n"
                                        "Press 'ESC (' to return to the CLI Session.\n";
// (inferred) from here on
constexpr std::string_view unknownCommand = "error_tag=COMMAND NOT RECOGNIZED";
constexpr std::string_view unknownTarget = "error_tag=INVALID TARGET";
constexpr std::string_view noPrivilege = "error_tag=ACCESS DENIED";
constexpr std::string_view alreadyOn = "Server power already on.";
constexpr std::string_view alreadyOff = "Server power already off.";
constexpr std::string_view iloResetting = "Resetting iLO.";

} // namespace seedbed::emulator::smash
