// SPDX-License-Identifier: GPL-3.0-or-later
// The Onboard Administrator's command line: text of an exec channel to values, pure. Used by OaCommandLine. Tables
// are read by the columns that their own ruler of dashes shows. Source: bmc-toolbox, fence-agents, check scripts
// (see oa-and-virtual-connect.md section 2). Errors of every reader, all without an object (the client names the
// OA): OA-STANDBY conflict, OA-PRIVILEGE refused, OA-CLI-UNKNOWN unsupported (no such command), OA-CLI-USAGE usage,
// OA-CLI-REFUSED conflict (it said something else than done), OA-NONSENSE nonsense.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/model/oa_settings.hpp"

namespace seedbed::wire {

// The answer within an exec channel's output: banner, echo, prompts and carriage returns removed.
Result<std::string> readExecOutput(std::string_view output, std::string_view command);
// Why the OA did not do it, when it says so.
std::optional<Error> readRefusal(std::string_view answer);
// Does the answer say that the command was done?
Result<> readConfirmation(std::string_view answer, std::string_view words);

// The iLO's answer to RIBCL that went through the OA. OA-NO-RIBCL (unreachable): it gave none.
Result<std::string> readPassThrough(std::string_view answer);

std::vector<std::string> ebipaCommands(EbipaKind kind, const EbipaEntry& entry);
std::string_view ebipaWord(EbipaKind kind);

Result<std::vector<OaServerRow>> readServerList(std::string_view answer);
Result<OaServerStatus> readServerStatus(std::string_view answer, BayNumber bay);
Result<std::vector<EbipaEntry>> readEbipa(std::string_view answer);
// Out of SHOW CONFIG, which prints the settings as the commands that set them.
Result<OaTimeSettings> readTimeSettings(std::string_view answer);
std::vector<std::string> timeServerCommands(const std::vector<std::string>& servers); // two at most
Result<OaPowerSettings> readPowerSettings(std::string_view answer);
// OA-NO-CLOCK (unsupported) when it tells local time and not which.
Result<std::chrono::system_clock::time_point> readOaDate(std::string_view answer);

} // namespace seedbed::wire
