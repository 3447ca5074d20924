// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzz targets share: the input as text, and the check of what must hold for every input.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "oa-bridge/base/text.hpp"

namespace seedbed::fuzz {

inline std::string_view textOf(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// `count` inputs in one, separated by zero bytes; what is not there is empty.
inline std::vector<std::string> partsOf(const std::uint8_t* data, std::size_t size, std::size_t count) {
    auto parts = split(textOf(data, size), '\0');
    parts.resize(count);
    return parts;
}

// The abort is what the fuzzer reports, with the input.
inline void must(bool holds) {
    if (!holds) {
        std::abort();
    }
}

} // namespace seedbed::fuzz
