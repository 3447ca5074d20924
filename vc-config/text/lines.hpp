// SPDX-License-Identifier: GPL-3.0-or-later
// The lines of what the shell gave. Private to vc-config/text. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace seedbed::vc {

// Text without carriage returns and terminal escape sequences.
std::string plain(std::string_view raw);
// Without the line that echoes the command.
std::vector<std::string> linesOf(std::string_view reply, std::string_view echo);
// A line of dashes or equals signs, long enough to separate records.
bool isRule(std::string_view line);
// What a field or a cell holds; empty for the words that mean nothing.
std::string valueOf(std::string_view text);

} // namespace seedbed::vc
