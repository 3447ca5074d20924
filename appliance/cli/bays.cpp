// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/cli/command.hpp"

namespace seedbed::cli {

Result<std::vector<BayNumber>> namedBays(const std::string& text) {
    auto bays = parseBays(text, 8);
    if (!bays) {
        bays.error().kind = ErrorKind::usage;
    }
    return bays;
}

std::string isBayList(const std::string& text) {
    const auto bays = namedBays(text);
    return bays ? std::string() : bays.error().object + ": " + bays.error().action;
}

} // namespace seedbed::cli
