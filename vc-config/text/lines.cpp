// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/text/lines.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::vc {

namespace {

constexpr std::size_t shortestRule = 40;

} // namespace

std::string plain(std::string_view raw) {
    std::string text;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] == '\r') {
            continue;
        }
        if (raw[i] == '\x1b' && i + 1 < raw.size() && raw[i + 1] == '[') {
            i += 2;
            while (i < raw.size() && (raw[i] < '@' || raw[i] > '~')) {
                ++i;
            }
            continue;
        }
        text += raw[i];
    }
    return text;
}

std::vector<std::string> linesOf(std::string_view reply, std::string_view echo) {
    auto lines = split(plain(reply), '\n');
    if (!lines.empty() && !echo.empty() && trim(lines.front()).ends_with(echo)) {
        lines.erase(lines.begin());
    }
    return lines;
}

bool isRule(std::string_view line) {
    return line.size() >= shortestRule && line.find_first_not_of("-=") == std::string_view::npos;
}

} // namespace seedbed::vc
