// SPDX-License-Identifier: GPL-3.0-or-later
// The verbs of the OA's command line: one function each, found by their words in tables of {words, handler}. A new
// verb is one function and one row. Output has LF line ends; the talk makes CR LF of them where there is a terminal.
// I/O thread only. Layouts: the reference's sections 2.2 to 2.7; what is inferred there is in wordings.hpp.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator::oacli {

struct CliCall {
    Chassis& chassis;
    std::string user;
    std::vector<std::string> words; // what follows the verb, quotation marks taken off
    std::string word(std::size_t i) const { return i < words.size() ? words[i] : std::string(); }
    bool has(std::string_view word) const; // anywhere, ignoring case
};

using Handler = std::string (*)(CliCall&);
struct Verb {
    std::string_view words;       // "SHOW SERVER STATUS"
    Handler handler;
    std::string_view confirm = {}; // asked first, unless SCRIPT MODE is on
};

std::span<const Verb> serverVerbs();
std::span<const Verb> enclosureVerbs();
std::span<const Verb> managerVerbs(); // the OA itself, users, services
std::span<const Verb> settingVerbs(); // EBIPA, power, SNMP, names

// The verb with the most words that the line begins with, ignoring case; `words` gets the rest.
const Verb* findVerb(std::string_view line, std::vector<std::string>& words);
std::string helpText();

// "1", "1,3", "1-4", "ALL"; none when it is no list, or a bay is above `limit`.
std::optional<std::set<int>> bayList(std::string_view text, int limit);
// Words as typed, quotation marks kept together; a mark that is not closed ends at the end of the line.
std::vector<std::string> splitWords(std::string_view line);

// One diagnostic row: the label padded to its column.
std::string diagnosticRow(std::string_view label, std::string_view value);
// `block` for each bay of the list in words[0]; the usage line when it is none.
std::string eachBay(CliCall& call, int limit, std::string (*block)(CliCall&, int));

} // namespace seedbed::emulator::oacli
