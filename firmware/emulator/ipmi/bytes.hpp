// SPDX-License-Identifier: GPL-3.0-or-later
// Octet strings and the little-endian fields of IPMI. Pure.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

namespace seedbed::emulator::ipmi {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

inline void append(Bytes& to, View bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

inline void append(Bytes& to, std::initializer_list<unsigned> bytes) {
    for (const auto byte : bytes) {
        to.push_back(static_cast<std::uint8_t>(byte));
    }
}

inline void append16(Bytes& to, unsigned value) {
    append(to, {value & 0xff, (value >> 8) & 0xff});
}

inline void append32(Bytes& to, std::uint32_t value) {
    append16(to, value & 0xffff);
    append16(to, value >> 16);
}

inline unsigned read16(View from, std::size_t at) {
    return from[at] | static_cast<unsigned>(from[at + 1]) << 8;
}

inline std::uint32_t read32(View from, std::size_t at) {
    return read16(from, at) | static_cast<std::uint32_t>(read16(from, at + 2)) << 16;
}

inline View viewOf(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline std::string_view textOf(View bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace seedbed::emulator::ipmi
