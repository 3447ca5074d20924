// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/disk_choice.hpp"

#include <fmt/format.h>

#include "firmware/emulator/state/faults.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::uint64_t kMiB = 1u << 20;

std::uint64_t mebibytes(const Fault& fault, int otherwise) {
    return static_cast<std::uint64_t>(parameter(fault, "mb", otherwise));
}

} // namespace

DiskChoice chooseDisk(const Chassis& chassis, BayNumber bay, std::uint64_t usualBytes) {
    DiskChoice disk{.name = fmt::format("bay{}", bay), .bytes = usualBytes};
    if (const Fault* small = chassis.fault("disk-small", bay)) {
        const auto size = mebibytes(*small, kSmallDiskMb);
        disk.name += fmt::format("-{}mb", size);
        disk.bytes = size * kMiB;
    }
    if (const Fault* bad = chassis.fault("disk-error", bay)) {
        constexpr int usual = 16;
        disk.badByte = mebibytes(*bad, usual) * kMiB;
    }
    return disk;
}

} // namespace seedbed::emulator
