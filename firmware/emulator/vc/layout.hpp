// SPDX-License-Identifier: GPL-3.0-or-later
// The two output forms of the CLI: tables, and records of "Key : value" lines. Lines end in LF here; the
// terminal makes CR LF of it. Pure.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace seedbed::emulator::vc {

using Record = std::vector<std::pair<std::string, std::string>>;

constexpr std::size_t kRuleDefault = 79; // dashes after a record; clients look for at least so many
constexpr std::size_t kRuleInterconnect = 45;
constexpr std::size_t kRuleUplinkPort = 59;

// Every record is followed by a rule. Empty values print as "-- --".
std::string recordText(const Record& record);
std::string recordsText(const std::vector<Record>& records, std::size_t rule = kRuleDefault);

struct Table {
    std::string title; // may be empty
    std::vector<std::string> columns;
    std::vector<std::vector<std::string>> rows;
};
std::string tableText(const Table& table); // cells longer than a column wrap

} // namespace seedbed::emulator::vc
