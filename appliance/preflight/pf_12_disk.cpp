// SPDX-License-Identifier: GPL-3.0-or-later
// PF-12: the disks the iLO tells of are well, and one of them has the pack's size.
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

// The iLO prints the size on the label: "300 GB", decimal. None for anything else.
std::optional<std::uint64_t> bytesOf(std::string_view capacity) {
    std::uint64_t number = 0;
    const auto [end, code] = std::from_chars(capacity.data(), capacity.data() + capacity.size(), number);
    if (code != std::errc()) {
        return std::nullopt;
    }
    std::uint64_t unit = 1000ull * 1000;
    for (const char* name : {" MB", " GB", " TB"}) {
        if (std::string_view(end, capacity.data() + capacity.size()) == name) {
            return number < (1ull << 24) ? std::optional(number * unit) : std::nullopt;
        }
        unit *= 1000;
    }
    return std::nullopt;
}

// None where a disk's size is not known, or one is large enough.
std::optional<std::string> tooSmall(const std::vector<Drive>& drives, int neededGb) {
    std::string seen;
    for (const Drive& drive : drives) {
        const auto bytes = bytesOf(drive.capacity);
        if (!bytes || *bytes >> 30 >= static_cast<std::uint64_t>(neededGb)) {
            return std::nullopt;
        }
        seen += (seen.empty() ? "" : ", ") + drive.capacity;
    }
    return fmt::format("the pack needs a disk of {} GiB; there is {}", neededGb, seen);
}

} // namespace

Task<Findings> checkDisks(PreflightContext& context) {
    Findings findings;
    std::size_t drives = 0;
    for (const auto& [record, bay] : siteBlades(context)) {
        if (!record->health) {
            findings.push_back(skipped(bayName(record->bay), "the iLO's RIBCL did not tell of its disks, see PF-05"));
            continue;
        }
        drives += record->health->drives.size();
        for (const Drive& drive : record->health->drives) {
            if (drive.health == Health::failed || drive.health == Health::degraded) {
                findings.push_back(failed(bayName(record->bay), fmt::format("disk {} ({} {}) is {}", drive.label, drive.model, drive.capacity, toString(drive.health)),
                                          "exchange the disk"));
            }
        }
        if (record->health->drives.empty()) {
            findings.push_back(skipped(bayName(record->bay), "the iLO tells of no disk"));
        } else if (const auto small = tooSmall(record->health->drives, context.pack.diskGb)) {
            findings.push_back(failed(bayName(record->bay), *small, "insert a larger disk, or choose a pack that needs less"));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("blades", fmt::format("{} disks, all well", drives)));
    }
    co_return findings;
}

} // namespace seedbed
