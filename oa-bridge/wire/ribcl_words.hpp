// SPDX-License-Identifier: GPL-3.0-or-later
// What this side of RIBCL says and expects without having read it in a captured answer: change it here when a real
// iLO says otherwise. For the RIBCL codecs only.
#pragma once

#include <array>
#include <string_view>

namespace seedbed::wire::inferred {

constexpr std::string_view entityInstruction = "<?ilo entity-processing=\"standard\"?>"; // between declaration and RIBCL
constexpr std::string_view powerOffWords = "not powered on"; // RESET_SERVER of an off server, status 0x0001
constexpr std::string_view unknownCommandWords = "syntax error"; // captured for an unknown command; others may exist
constexpr std::string_view globalSettingsCommand = "MOD_GLOBAL_SETTINGS"; // takes what GET_GLOBAL_SETTINGS tells
constexpr std::string_view networkSettingsCommand = "MOD_NETWORK_SETTINGS"; // takes what GET_NETWORK_SETTINGS tells
constexpr std::string_view ipmiOverLan = "IPMI_DCMI_OVER_LAN_ENABLED";    // captured on reading
constexpr std::string_view userElement = "GET_USER"; // one a user, in the answer to GET_ALL_USER_INFO

} // namespace seedbed::wire::inferred
