// SPDX-License-Identifier: GPL-3.0-or-later
// What this side of Redfish expects without having read it in a captured answer: change it here when a real iLO says
// otherwise. For the Redfish codecs only.
#pragma once

#include <string_view>

namespace seedbed::wire::inferred {

// Where iLO 4 keeps its clock: a link of the manager to a resource with a DateTime of its own.
constexpr const char* clockLink = "DateTimeService";
constexpr const char* clockField = "DateTime";
// A wrong password may come as 400 or 401; the message tells.
constexpr std::string_view badLogin = "UnauthorizedLoginAttempt";

} // namespace seedbed::wire::inferred
