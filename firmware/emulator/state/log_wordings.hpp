// SPDX-License-Identifier: GPL-3.0-or-later
// The one table of what the Onboard Administrator writes into its system log. All inferred: no log of a real one was seen.
#pragma once

namespace seedbed::emulator::log_words {

constexpr const char* notPoweredOn = "Blade {} was not powered on: insufficient power";
constexpr const char* eFuseReset = "E-Fuse of device bay {} was reset";
constexpr const char* restarting = "Onboard Administrator is restarting";
constexpr const char* powerUpdated = "Power Settings were updated";
constexpr const char* bladeInserted = "Blade {} was inserted";
constexpr const char* bladeRemoved = "Blade {} was removed";
constexpr const char* loggedIn = "{} logged in over SOAP";
constexpr const char* loggedOut = "A SOAP session was logged out";
constexpr const char* userAdded = "User {} was added";
constexpr const char* userAddedBy = "User {} was added by {}";
constexpr const char* ebipaSavedBy = "EBIPA settings were saved by {}";
constexpr const char* ebipaChanged = "EBIPA settings were changed";

} // namespace seedbed::emulator::log_words
