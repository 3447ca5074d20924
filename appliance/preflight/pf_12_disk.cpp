// SPDX-License-Identifier: GPL-3.0-or-later
// PF-12: the disks the iLO tells of are well. Their size is checked by the deployment, against the image.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

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
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("blades", fmt::format("{} disks, all well", drives)));
    }
    co_return findings;
}

} // namespace seedbed
