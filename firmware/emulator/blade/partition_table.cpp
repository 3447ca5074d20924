// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/partition_table.hpp"

#include <algorithm>

namespace seedbed::emulator {
namespace {

constexpr std::size_t kSector = 512;
constexpr std::size_t kTable = 446;
constexpr std::size_t kEntry = 16;
constexpr std::uint8_t kLinux = 0x83;
constexpr std::uint8_t kProtective = 0xee;

std::uint8_t byteAt(std::string_view text, std::size_t index) {
    return static_cast<std::uint8_t>(text[index]);
}

std::uint64_t littleEndian32(std::string_view text, std::size_t index) {
    std::uint64_t value = 0;
    for (std::size_t i = 4; i-- > 0;) {
        value = value << 8 | byteAt(text, index + i);
    }
    return value;
}

tl::unexpected<Error> notBootable(std::string cause) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = "DISK-NOT-BOOTABLE";
    error.object = "disk";
    error.attempted = "boot from disk";
    error.cause = std::move(cause);
    error.action = "write an image to the disk, or boot from the network";
    return fail(std::move(error));
}

} // namespace

Result<std::vector<Partition>> readPartitionTable(std::string_view sector) {
    if (sector.size() < kSector || byteAt(sector, 510) != 0x55 || byteAt(sector, 511) != 0xaa) {
        return notBootable("no boot sector signature");
    }
    const auto code = sector.substr(0, 440);
    if (std::all_of(code.begin(), code.end(), [](char c) { return c == 0; })) {
        return notBootable("the boot sector holds no code");
    }
    std::vector<Partition> partitions;
    for (std::size_t at = kTable; at < kTable + 4 * kEntry; at += kEntry) {
        Partition partition;
        partition.active = byteAt(sector, at) == 0x80;
        partition.type = byteAt(sector, at + 4);
        partition.offset = littleEndian32(sector, at + 8) * kSector;
        partition.bytes = littleEndian32(sector, at + 12) * kSector;
        if (partition.type == kProtective) {
            return notBootable("it has a GUID partition table, and this is a BIOS machine");
        }
        if (partition.type != 0 && partition.bytes > 0) {
            partitions.push_back(partition);
        }
    }
    return partitions;
}

Result<Partition> rootPartition(const std::vector<Partition>& partitions) {
    const auto found = std::find_if(partitions.rbegin(), partitions.rend(),
                                    [](const Partition& partition) { return partition.type == kLinux; });
    if (found == partitions.rend()) {
        return notBootable("no Linux partition");
    }
    return *found;
}

} // namespace seedbed::emulator
