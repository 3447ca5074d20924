// SPDX-License-Identifier: GPL-3.0-or-later
// PF-15: every blade of the site is there, and nobody else's: no profile of another manager, and off unless it is ours.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkOwner(PreflightContext& context) {
    Findings findings;
    for (const BayNumber number : context.site.bays) {
        const BladeRecord* record = context.inventory.blade(number);
        if (record == nullptr || !record->present.value().value_or(false)) {
            findings.push_back(failed(bayName(number), "the bay is empty", "insert the blade, or take its bay out of the site file"));
            continue;
        }
        const vc::ServerProfile* profile = context.domain ? context.domain->profileAt(number) : nullptr;
        const bool ours = profile != nullptr && profile->name == fmt::format("seedbed-bay{}", number);
        if (profile != nullptr && !ours) {
            findings.push_back(failed(bayName(number), fmt::format("profile {} is assigned to it, which is not ours", profile->name),
                                      "unassign the profile where it is managed"));
        }
        const auto power = record->power.value();
        if (power && *power == PowerReading::on && !ours) {
            findings.push_back(failed(bayName(number), "the blade is on and none of ours",
                                      "make sure that nobody needs it, then switch it off"));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("blades", "all there, and off or ours"));
    }
    co_return findings;
}

} // namespace seedbed
