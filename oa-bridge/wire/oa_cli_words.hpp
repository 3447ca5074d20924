// SPDX-License-Identifier: GPL-3.0-or-later
// Wordings of the Onboard Administrator's command line: those that sources show, and, marked, those that nobody has
// shown us: change them here when a real OA says otherwise. For the OA command line codec only.
#pragma once

#include <array>
#include <string_view>

#include "oa-bridge/base/error.hpp"

namespace seedbed::wire::words {

struct Refusal {
    std::string_view text; // anywhere in the answer, in lower case
    std::string_view id;
    ErrorKind kind;
    std::string_view action;
};
constexpr std::array refusals{
    Refusal{"standby mode", "OA-STANDBY", ErrorKind::conflict, "use the address of the active OA"},
    Refusal{"invalid command", "OA-CLI-UNKNOWN", ErrorKind::unsupported, "check the OA's firmware version"}, // inferred
    Refusal{"insufficient privileges", "OA-PRIVILEGE", ErrorKind::refused,
            "give the OA user administrator rights on all bays"}, // inferred
    Refusal{"you do not have permission", "OA-PRIVILEGE", ErrorKind::refused,
            "give the OA user administrator rights on all bays"}, // inferred
};

constexpr std::string_view promptEnd = "> "; // "OA-020000000001 [SCRIPT MODE]> "
constexpr std::string_view scriptPrompt = " [SCRIPT MODE]>";
constexpr std::string_view fuseDone = "Successfully reset the E-Fuse for device bay";
constexpr std::string_view iloResetDone = "Successfully reset iLO through Hardware reset";
constexpr std::string_view ribclEnd = "END RIBCL RESULTS";
constexpr std::string_view absent = "[Absent]";
constexpr std::string_view noBlade = "No Server Blade Installed";
constexpr std::string_view dateLabel = "Date";         // inferred: "Date: 2014-11-27T10:00", perhaps with a zone
constexpr std::string_view zoneLabel = "Time Zone";    // inferred
constexpr std::string_view showPower = "SHOW POWER";   // inferred: the block that a change of settings prints
constexpr std::string_view clears = "NONE";            // as a value of SET EBIPA

} // namespace seedbed::wire::words
