// SPDX-License-Identifier: GPL-3.0-or-later
// The node's disk: MBR, a FAT partition that SYSLINUX boots from, an ext4 root. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "oa-bridge/base/error.hpp"

namespace seedbed::image {

inline constexpr std::uint64_t kSector = 512;

struct Partition {
    std::uint64_t offset = 0; // bytes
    std::uint64_t size = 0;
};

struct DiskLayout {
    Partition boot;
    Partition root;
    std::uint64_t size = 0;
};

// Partitions begin on MiB boundaries; the root takes what the boot partition leaves.
// Error IMAGE-SIZE when `size` cannot hold `bootContent` and `rootContent` bytes.
Result<DiskLayout> planDisk(std::uint64_t size, std::uint64_t bootContent, std::uint64_t rootContent);

// Sector 0: boot code, disk signature, the two partitions (boot is active).
std::string masterBootRecord(const DiskLayout& layout, std::string_view bootCode, std::uint32_t signature);

// A name-based UUID (version 8 bits) of `text`: the same content has the same identity.
std::string uuidOf(std::string_view text);

// "64M", "2G" or bytes. Error IMAGE-SIZE.
Result<std::uint64_t> parseSize(std::string_view text);

} // namespace seedbed::image
