// SPDX-License-Identifier: GPL-3.0-or-later
// PF-24: a change that needs a blade off, while it is on, would leave its profile pending. A blade that is no
// longer of the site keeps what it has.
#include <algorithm>

#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkPending(PreflightContext& context) {
    if (!context.changes) {
        co_return Findings{skipped("profiles", context.domainError ? toSentence(*context.domainError) : "there is no plan")};
    }
    Findings findings;
    for (const BayNumber bay : context.changes->baysThatMustBeOff()) {
        const BladeRecord* record = context.inventory.blade(bay);
        const auto power = record == nullptr ? std::nullopt : record->power.value();
        const auto& bays = context.site.bays;
        if (!power || *power != PowerReading::on) {
            continue;
        }
        if (std::find(bays.begin(), bays.end(), bay) == bays.end()) {
            findings.push_back(warned(bayName(bay), "it is on and keeps the profile of an earlier site file",
                                      "switch it off to take that back"));
        } else {
            findings.push_back(failed(bayName(bay), "its profile is to be changed, and the blade is on: it would be pending",
                                      "switch the blade off first"));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("profiles", "no change needs a blade off that is on"));
    }
    co_return findings;
}

} // namespace seedbed
