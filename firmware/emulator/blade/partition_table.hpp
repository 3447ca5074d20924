// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the partition table of a disk that begins with a master boot record: where the root file system of a
// namespace blade lies. Pure. Only primary partitions; a GPT disk says so and is refused.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::emulator {

struct Partition {
    std::uint8_t type = 0; // 0x83 Linux, 0x82 swap, 0xee protective
    bool active = false;
    std::uint64_t offset = 0; // bytes from the start of the disk
    std::uint64_t bytes = 0;
};

// `sector` is the first 512 bytes. Errors DISK-NOT-BOOTABLE (no signature, no boot code, or GPT).
Result<std::vector<Partition>> readPartitionTable(std::string_view sector);
// The last Linux partition: images have one, and the 2014 layout puts root behind ephemeral and swap
// (disk_partitioner.py). Error DISK-NOT-BOOTABLE.
Result<Partition> rootPartition(const std::vector<Partition>& partitions);

} // namespace seedbed::emulator
