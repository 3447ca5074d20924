// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/image/partition_table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed::deploy_agent {
namespace {

constexpr std::size_t kIdAt = 440;
constexpr std::size_t kEntriesAt = 446;
constexpr std::size_t kEntryBytes = 16;
constexpr std::size_t kEntries = 4;
constexpr std::size_t kPage = 4096;
constexpr char kLinux = '\x83', kSwap = '\x82', kProtective = '\xee';

std::string littleEndian(std::uint32_t value) {
    std::string bytes;
    for (int shift = 0; shift < 32; shift += 8) {
        bytes += static_cast<char>(value >> shift & 255);
    }
    return bytes;
}

std::uint32_t numberOf(std::string_view bytes) {
    std::uint32_t value = 0;
    for (std::size_t i = 4; i-- > 0;) {
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    }
    return value;
}

std::string entryOf(const Stretch& place, char type, bool active) {
    // cylinders, heads and sectors say "beyond": everybody reads the sector numbers
    const std::string beyond = "\xfe\xff\xff";
    return std::string(1, active ? '\x80' : '\0') + beyond + type + beyond +
           littleEndian(static_cast<std::uint32_t>(place.begin / kSector)) +
           littleEndian(static_cast<std::uint32_t>(place.bytes() / kSector));
}

tl::unexpected<Error> tableError(std::string id, std::string cause, std::string action) {
    return fail({.kind = ErrorKind::invalid,
                 .id = std::move(id),
                 .object = "disk",
                 .attempted = "lay out its partitions",
                 .cause = std::move(cause),
                 .action = std::move(action)});
}

std::uint64_t toMiB(std::uint64_t bytes) {
    return (bytes + kMiB - 1) / kMiB;
}

} // namespace

Result<DiskLayout> layOut(const PartitionOrder& order, bool configDrive, std::uint64_t imageBytes,
                          std::uint64_t diskBytes) {
    std::uint64_t at = 1;
    auto take = [&at](std::uint64_t sizeMiB) {
        Stretch place{at * kMiB, (at + sizeMiB) * kMiB};
        at += sizeMiB;
        return place;
    };
    DiskLayout layout;
    for (auto [sizeMiB, place] :
         {std::pair(order.ephemeralMiB, &layout.ephemeral), std::pair(order.swapMiB, &layout.swap),
          std::pair(configDrive ? kConfigDriveMiB : 0, &layout.configDrive)}) {
        if (sizeMiB > 0) {
            *place = take(sizeMiB);
        }
    }
    layout.root = take(std::max(order.rootMiB, toMiB(imageBytes)));
    const std::uint64_t addressable = kSector << 32;
    if (layout.root.bytes() == 0) {
        return tableError("AGENT-PARTITIONS", "the size of the root partition is not known", "give root_gb");
    }
    if (layout.root.end > std::min(diskBytes, addressable)) {
        return tableError("AGENT-DISK-SMALL",
                          fmt::format("{} MiB are asked for, the disk has {} MiB", at, diskBytes / kMiB),
                          "ask for smaller partitions, or use a larger disk");
    }
    return layout;
}

std::string partitionTable(const DiskLayout& layout, std::uint32_t diskId) {
    std::string sector(kTableBytes, '\0');
    sector.replace(kIdAt, 4, littleEndian(diskId));
    std::size_t at = kEntriesAt;
    auto put = [&](const Stretch& place, char type, bool active) {
        sector.replace(at, kEntryBytes, entryOf(place, type, active));
        at += kEntryBytes;
    };
    for (auto [place, type] : {std::pair(&layout.ephemeral, kLinux), std::pair(&layout.swap, kSwap),
                               std::pair(&layout.configDrive, kLinux)}) {
        if (*place) {
            put(**place, type, false);
        }
    }
    put(layout.root, kLinux, true);
    sector.replace(510, 2, "\x55\xaa");
    return sector;
}

std::optional<TableOnDisk> readTable(std::string_view bootSector) {
    if (bootSector.size() < kTableBytes || bootSector.substr(510, 2) != "\x55\xaa") {
        return std::nullopt;
    }
    TableOnDisk table;
    table.diskId = numberOf(bootSector.substr(kIdAt, 4));
    for (std::size_t i = 0; i < kEntries; ++i) {
        auto entry = bootSector.substr(kEntriesAt + i * kEntryBytes, kEntryBytes);
        table.gpt = table.gpt || entry[4] == kProtective;
        if (entry[4] != 0) {
            const auto begin = numberOf(entry.substr(8)) * kSector;
            table.partitions.push_back({begin, begin + numberOf(entry.substr(12)) * kSector});
            if (entry[0] == '\x80') {
                table.active = table.partitions.back();
            }
        }
    }
    return table;
}

Result<TableWithDrive> addDrive(std::string bootSector, std::uint64_t bytes, std::uint64_t diskBytes) {
    auto table = readTable(bootSector);
    if (!table || table->gpt) {
        return tableError("AGENT-PARTITIONS",
                          table ? "the image has a GPT" : "the image has no partition table",
                          "use an image with an MBR, or let the node read its metadata over the network");
    }
    const auto usable = std::min(diskBytes, kSector << 32) / kMiB * kMiB;
    const auto wanted = toMiB(bytes) * kMiB;
    Stretch drive{usable - std::min(usable, wanted), usable};
    bool overlaps = std::any_of(table->partitions.begin(), table->partitions.end(),
                                [&](const Stretch& place) { return place.end > drive.begin; });
    if (overlaps || drive.bytes() < wanted || table->partitions.size() == kEntries) {
        return tableError("AGENT-PARTITIONS",
                          "there is no room for a config drive behind the image's partitions",
                          "use a larger disk, or an image with fewer partitions");
    }
    for (std::size_t at = kEntriesAt; at < kEntriesAt + kEntries * kEntryBytes; at += kEntryBytes) {
        if (bootSector[at + 4] == 0) {
            bootSector.replace(at, kEntryBytes, entryOf(drive, kLinux, false));
            break;
        }
    }
    return TableWithDrive{std::move(bootSector), drive};
}

std::string swapHeader(std::uint64_t bytes, const std::string& uuid, std::string_view label) {
    std::string page(kPage, '\0');
    page.replace(1024, 4, littleEndian(1));
    page.replace(1028, 4, littleEndian(static_cast<std::uint32_t>(bytes / kPage - 1)));
    std::size_t at = 1036;
    for (std::size_t i = 0; i + 1 < uuid.size(); ++i) {
        if (uuid[i] != '-') {
            page[at++] = static_cast<char>(std::stoi(uuid.substr(i, 2), nullptr, 16));
            ++i;
        }
    }
    page.replace(1052, std::min<std::size_t>(label.size(), 15), label.substr(0, 15));
    page.replace(kPage - 10, 10, "SWAPSPACE2");
    return page;
}

} // namespace seedbed::deploy_agent
