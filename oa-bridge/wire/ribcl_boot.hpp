// SPDX-License-Identifier: GPL-3.0-or-later
// The words of RIBCL for what a blade starts from. For the RIBCL codecs only.
#pragma once

#include <array>
#include <string_view>
#include <utility>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/model/ilo.hpp"

namespace seedbed::wire {

constexpr std::array<std::pair<std::string_view, BootSource>, 7> bootWords{{
    {"NORMAL", BootSource::normal},
    {"FLOPPY", BootSource::floppy},
    {"CDROM", BootSource::cdrom},
    {"HDD", BootSource::disk},
    {"USB", BootSource::usb},
    {"RBSU", BootSource::setup},
    {"NETWORK", BootSource::network},
}};

inline std::string_view bootWord(BootSource source) {
    for (const auto& [word, known] : bootWords) {
        if (known == source) {
            return word;
        }
    }
    return "NORMAL";
}

inline BootSource bootSource(std::string_view word) {
    for (const auto& [known, source] : bootWords) {
        if (iequals(known, word)) {
            return source;
        }
    }
    return BootSource::unknown;
}

} // namespace seedbed::wire
