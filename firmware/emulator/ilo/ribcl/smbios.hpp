// SPDX-License-Identifier: GPL-3.0-or-later
// The SMBIOS records of a blade as GET_HOST_DATA shows them: the raw structure, and the fields read out of
// it. Source: DMTF DSP0134 for types 0, 1, 4, 17; type 209 is HP's own list of NICs. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

struct SmbiosRecord {
    std::uint8_t type = 0;
    std::string bytes; // header, formatted part, strings, two zeros at the end
    std::vector<std::pair<std::string, std::string>> fields;
};
// `serial` as it is to be shown.
std::vector<SmbiosRecord> smbiosRecords(const Blade& blade, const std::string& serial);

} // namespace seedbed::emulator
