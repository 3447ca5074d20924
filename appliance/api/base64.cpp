// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/base64.hpp"

namespace seedbed::api {

std::string fromBase64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned value = 0;
    int bits = 0;
    for (char c : text) {
        auto digit = digits.find(c);
        if (digit == std::string_view::npos) {
            break;
        }
        value = value << 6 | static_cast<unsigned>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(value >> bits & 0xff);
        }
    }
    return bytes;
}

} // namespace seedbed::api
