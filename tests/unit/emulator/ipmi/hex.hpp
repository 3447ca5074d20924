// SPDX-License-Identifier: GPL-3.0-or-later
// Octets from hexadecimal text with blanks, for the vectors of the IPMI tests.
#pragma once

#include <string>

#include "firmware/emulator/ipmi/bytes.hpp"

namespace seedbed::emulator::ipmi {

inline Bytes hex(std::string_view text) {
    std::string digits;
    for (const char c : text) {
        if (c != ' ') {
            digits += c;
        }
    }
    Bytes bytes;
    for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
        bytes.push_back(static_cast<std::uint8_t>(std::stoi(digits.substr(i, 2), nullptr, 16)));
    }
    return bytes;
}

} // namespace seedbed::emulator::ipmi
