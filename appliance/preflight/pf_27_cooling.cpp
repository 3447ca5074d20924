// SPDX-License-Identifier: GPL-3.0-or-later
// PF-27: enough fans for the populated bays, all of them well.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkCooling(PreflightContext& context) {
    constexpr int wanted = 6, needed = 5;
    Findings findings;
    int good = 0;
    for (const Fan& fan : context.inventory.enclosure.fans) {
        const bool there = fan.presence == Presence::present;
        const bool well = there && fan.health == Health::ok;
        good += well ? 1 : 0;
        if (there && !well) {
            findings.push_back(warned(fmt::format("fan {}", fan.bay), fmt::format("its health is {}", toString(fan.health)), "exchange the fan"));
        }
        if (!there && fan.bay <= wanted) {
            findings.push_back(warned(fmt::format("fan {}", fan.bay), "the fan bay is empty", "insert a fan"));
        }
    }
    if (good < needed) {
        findings.push_back(failed("enclosure", fmt::format("{} good fans, {} are needed", good, needed), "exchange the failed fans before powering blades on"));
    }
    if (findings.empty()) {
        findings.push_back(passed("enclosure", fmt::format("{} good fans", good)));
    }
    co_return findings;
}

} // namespace seedbed
