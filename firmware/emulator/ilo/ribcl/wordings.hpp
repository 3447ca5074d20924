// SPDX-License-Identifier: GPL-3.0-or-later
// What RIBCL says, and with which status. Those marked (inferred) were never seen on a device: clients must
// not depend on them, and better knowledge is a change here alone.
#pragma once

#include <string_view>

namespace seedbed::emulator::ribcl {

namespace status {
constexpr unsigned ok = 0x0000;
constexpr unsigned generic = 0x0001; // syntax errors, and whatever has no code of its own
constexpr unsigned passwordTooShort = 0x0004;
constexpr unsigned userNotFound = 0x000a;
constexpr unsigned noPrivilege = 0x0023;
constexpr unsigned mediaOption = 0x0035;
constexpr unsigned notSupported = 0x003c;
constexpr unsigned loginFailed = 0x005f;
} // namespace status

namespace words {
constexpr std::string_view scriptingAdvice = "Scripting utility should be updated to the latest version.";
constexpr std::string_view syntaxError = "Error: Line #{}: syntax error near \"{}\".";
constexpr std::string_view notSupported = "Feature not supported - {}";
constexpr std::string_view loginFailed = "Login failed.";
constexpr std::string_view loginRejected = "Login credentials rejected.";
constexpr std::string_view noPrivilege = "User does not have correct privilege for action.";
constexpr std::string_view alreadyOn = "Host power is already ON.";
constexpr std::string_view alreadyOff = "Host power is already OFF.";
constexpr std::string_view beingReset = "Server being reset.";
constexpr std::string_view noAssetTag = "No Asset Tag Information.";
constexpr std::string_view userNotFound = "User login name was not found";
constexpr std::string_view passwordTooShort = "Password is too short";
// (inferred) from here on
constexpr std::string_view readOnly =
    "{} information is open for read-only access. Write access is required for this operation.";
constexpr std::string_view busy = "The management processor is busy. Try again later.";
constexpr std::string_view notPoweredOn = "Server is not powered on.";
constexpr std::string_view invalidValue = "An invalid value was given for {}.";
constexpr std::string_view noMedia = "No image present in the Virtual Media drive.";
constexpr std::string_view mediaPresent = "An image is already present in the Virtual Media drive.";
constexpr std::string_view mediaOption = "Invalid Virtual Media option.";
constexpr std::string_view userExists = "Login name is in use.";
constexpr std::string_view userTableFull = "User table is full. No room for new user.";
constexpr std::string_view lastAdministrator = "Cannot delete the user that is logged in.";
constexpr std::string_view noImage = "No firmware image was uploaded.";
constexpr std::string_view wrongImage = "The firmware image file is not valid.";
constexpr std::string_view imageLength = "The length of the firmware image does not match IMAGE_LENGTH.";
constexpr std::string_view flashing = "Firmware flash in progress: {}%.";
constexpr std::string_view iloRestarts = "Integrated Lights-Out will reset at the end of the script.";
} // namespace words

} // namespace seedbed::emulator::ribcl
