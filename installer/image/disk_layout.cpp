// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/disk_layout.hpp"

#include <charconv>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::image {
namespace {

constexpr std::uint64_t kMiB = 1u << 20;

std::uint64_t roundUp(std::uint64_t value) { return (value + kMiB - 1) / kMiB * kMiB; }

Error badSize(std::string cause) {
    return {.kind = ErrorKind::invalid,
            .id = "IMAGE-SIZE",
            .object = "node image",
            .attempted = "lay out the disk",
            .cause = std::move(cause),
            .action = "give a larger --size"};
}

void put32(std::string& sector, std::size_t at, std::uint64_t value) {
    for (std::size_t i = 0; i < 4; ++i) {
        sector[at + i] = static_cast<char>(value >> (8 * i) & 0xff);
    }
}

void putPartition(std::string& sector, std::size_t index, const Partition& partition, unsigned char type) {
    std::size_t at = 446 + 16 * index;
    sector[at] = static_cast<char>(index == 0 ? 0x80 : 0);
    // cylinders, heads and sectors beyond what they can say: the reader takes the block numbers
    sector.replace(at + 1, 3, "\xfe\xff\xff");
    sector[at + 4] = static_cast<char>(type);
    sector.replace(at + 5, 3, "\xfe\xff\xff");
    put32(sector, at + 8, partition.offset / kSector);
    put32(sector, at + 12, partition.size / kSector);
}

} // namespace

Result<DiskLayout> planDisk(std::uint64_t size, std::uint64_t bootContent, std::uint64_t rootContent) {
    DiskLayout layout;
    layout.size = size / kMiB * kMiB;
    layout.boot = {kMiB, roundUp(bootContent) + 2 * kMiB}; // room for the FATs and the loader
    layout.root.offset = layout.boot.offset + layout.boot.size;
    // inodes, journal and the files a node writes while it runs
    std::uint64_t least = layout.root.offset + roundUp(rootContent) + 12 * kMiB;
    if (layout.size < least) {
        return fail(badSize(fmt::format("{} MiB are too few, {} MiB are needed", size / kMiB, least / kMiB)));
    }
    if (layout.size / kSector > 0xffffffffu) {
        return fail(badSize("an MBR reaches 2 TiB at most"));
    }
    layout.root.size = layout.size - layout.root.offset;
    return layout;
}

std::string masterBootRecord(const DiskLayout& layout, std::string_view bootCode, std::uint32_t signature) {
    std::string sector(kSector, '\0');
    auto code = bootCode.substr(0, 440);
    sector.replace(0, code.size(), code);
    put32(sector, 440, signature);
    putPartition(sector, 0, layout.boot, 0x0e); // FAT16, block numbers
    putPartition(sector, 1, layout.root, 0x83);
    sector[510] = '\x55';
    sector[511] = '\xaa';
    return sector;
}

std::string uuidOf(std::string_view text) {
    std::string hex = sha256Hex(text).substr(0, 32);
    hex[12] = '8';
    hex[16] = 'a';
    return fmt::format("{}-{}-{}-{}-{}", hex.substr(0, 8), hex.substr(8, 4), hex.substr(12, 4), hex.substr(16, 4),
                       hex.substr(20));
}

Result<std::uint64_t> parseSize(std::string_view text) {
    std::uint64_t value = 0;
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    std::uint64_t factor = unit.empty() ? 1 : iequals(unit, "M") ? kMiB : iequals(unit, "G") ? 1024 * kMiB : 0;
    if (code != std::errc{} || factor == 0 || value == 0 || value > (1ull << 41) / factor) {
        return fail(badSize("\"" + std::string(text) + "\" is not a size such as 64M or 2G"));
    }
    return value * factor;
}

} // namespace seedbed::image
