// SPDX-License-Identifier: GPL-3.0-or-later
// One typed line: <subcommand> <managed element> [parameters] [-options] [Property=value ...]. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace seedbed::emulator::vc {

struct CommandLine {
    std::string verb;    // lower case; empty for an empty line
    std::string element; // lower case
    std::vector<std::string> arguments;
    std::vector<std::pair<std::string, std::string>> properties; // names in lower case, in the order typed
    std::map<std::string, std::string> options; // without "-", lower case; "" if it has no value

    std::optional<std::string> property(std::string_view name) const; // the last one of that name
    bool has(const std::string& option) const { return options.contains(option); }
};

// None when quotation marks do not pair.
std::optional<CommandLine> parseLine(std::string_view text);

} // namespace seedbed::emulator::vc
