// SPDX-License-Identifier: GPL-3.0-or-later
// Which disk a blade starts with: its own, or what the faults disk-small and disk-error make of it. Pure; asked at
// every cold start.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

struct DiskChoice {
    std::string name; // of its file, without the ending; the blade's own disk waits while a small one is in
    std::uint64_t bytes = 0;
    std::optional<std::uint64_t> badByte; // a write that covers it fails
};
DiskChoice chooseDisk(const Chassis& chassis, BayNumber bay, std::uint64_t usualBytes);

} // namespace seedbed::emulator
