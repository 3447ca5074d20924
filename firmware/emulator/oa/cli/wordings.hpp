// SPDX-License-Identifier: GPL-3.0-or-later
// The sentences of the OA's command line that no capture shows (inferred): a capture from real hardware changes them
// here and nowhere else.
#pragma once

namespace seedbed::emulator::oacli::words {

constexpr const char* invalidCommand = "Invalid Command: \"{}\"\nType HELP for a list of the commands.\n";
constexpr const char* badArguments = "Invalid Arguments\nUsage: {}\n";
constexpr const char* loginIncorrect = "Login incorrect";
constexpr const char* confirmAsk = "Are you sure you want to proceed? (Type YES to confirm): ";
constexpr const char* confirmNo = "Request cancelled.\n";
constexpr const char* noBlade = "Bay {} contains no server blade.\n";
constexpr const char* noInterconnect = "Bay {} contains no interconnect module.\n";
constexpr const char* alreadyOn = "Blade {} is already powered on.\n";
constexpr const char* alreadyOff = "Blade {} is already powered off.\n";
constexpr const char* insufficientPower = "Blade {} cannot be powered on: insufficient power available.\n";
constexpr const char* uidOn = "Blade {} UID was set to {}.\n";
constexpr const char* userExists = "User \"{}\" already exists.\n";
constexpr const char* userUnknown = "The user \"{}\" could not be found.\n";
constexpr const char* userAdded = "User \"{}\" created.\nYou may set user privileges with the 'SET USER ACCESS' and 'ASSIGN' commands.\n";
constexpr const char* userRemoved = "User \"{}\" removed.\n";
constexpr const char* userChanged = "User \"{}\" was changed.\n";
constexpr const char* ebipaPending =
    "It may take each interconnect or iLO several minutes to acquire the new settings.\nEnter SAVE EBIPA to apply.\n";
constexpr const char* ebipaSaved = "EBIPA settings were saved.\n";
constexpr const char* serviceChanged = "{} is now {}.\n";
constexpr const char* settingChanged = "{} was set to \"{}\".\n";
constexpr const char* syslogEmpty = "The system log is empty.\n";
constexpr const char* syslogCleared = "The system log was cleared.\n";
constexpr const char* loginBanner =
    "-----------------------------------------------------------------------------\n"
    "WARNING: This is a private system.  Do not attempt to login unless you are an\n"
    "authorized user.  Any authorized or unauthorized access and use may be moni-\n"
    "tored and can result in criminal or civil prosecution under applicable law.\n"
    "-----------------------------------------------------------------------------\n\n";

} // namespace seedbed::emulator::oacli::words
