// SPDX-License-Identifier: GPL-3.0-or-later
// Partition tables in MBR form, and the layout around a root file system as Ironic lays it out: ephemeral,
// swap, config drive, root (tripleo-deployment 9.7 step 3; ironic-lib disk_utils.make_partitions for the
// config drive's place). Pure. Errors AGENT-DISK-SMALL, AGENT-PARTITIONS.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "firmware/deploy-agent/image/image_order.hpp"

namespace seedbed::deploy_agent {

inline constexpr std::uint64_t kSector = 512;
inline constexpr std::uint64_t kMiB = 1u << 20;
inline constexpr std::uint64_t kConfigDriveMiB = 64;
inline constexpr std::size_t kTableBytes = 512;

struct Stretch { // in bytes
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint64_t bytes() const { return end - begin; }
};

struct DiskLayout {
    std::optional<Stretch> ephemeral, swap, configDrive;
    Stretch root;
};
// Each partition begins on a MiB, the first at 1 MiB. `imageBytes` 0: not known yet.
Result<DiskLayout> layOut(const PartitionOrder& order, bool configDrive, std::uint64_t imageBytes,
                          std::uint64_t diskBytes);
// The boot sector of that layout; its root is marked active.
std::string partitionTable(const DiskLayout& layout, std::uint32_t diskId);

// What a whole-disk image brought with it.
struct TableOnDisk {
    bool gpt = false;
    std::uint32_t diskId = 0;
    std::vector<Stretch> partitions; // primary ones
    std::optional<Stretch> active;   // the one that the BIOS starts
};
std::optional<TableOnDisk> readTable(std::string_view bootSector); // none: no table there
// The boot sector with one more primary partition at the end of the disk, of `bytes`, and where it is.
struct TableWithDrive {
    std::string bootSector;
    Stretch drive;
};
Result<TableWithDrive> addDrive(std::string bootSector, std::uint64_t bytes, std::uint64_t diskBytes);

// The first page of a swap area (linux/swap.h, version 1). `uuid` as text.
std::string swapHeader(std::uint64_t bytes, const std::string& uuid, std::string_view label);

} // namespace seedbed::deploy_agent
