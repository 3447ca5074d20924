// SPDX-License-Identifier: GPL-3.0-or-later
// PF-09: the clocks of the devices agree with ours: above 2 s warns, above 10 min blocks.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkClocks(PreflightContext& context) {
    using namespace std::chrono;
    constexpr auto tolerable = seconds(2);
    constexpr auto harmful = minutes(10);
    Findings findings;
    for (const auto& [record, bay] : siteBlades(context)) {
        for (const auto& [source, ahead] : record->clockAhead) {
            const auto off = ahead < milliseconds(0) ? -ahead : ahead;
            if (off <= tolerable) {
                continue;
            }
            const auto evidence = fmt::format("its iLO's clock ({}) is {:.1f} s {} ours", toString(source),
                                              static_cast<double>(off.count()) / 1000, ahead > milliseconds(0) ? "ahead of" : "behind");
            const char* fix = "set the same NTP server at OA and iLO, and let the iLO propagate no time to the host";
            findings.push_back(off > harmful ? failed(bayName(record->bay), evidence, fix)
                                             : warned(bayName(record->bay), evidence, fix));
        }
        if (record->clockAhead.empty()) {
            findings.push_back(skipped(bayName(record->bay), "no device told its time"));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("iLOs", "all clocks within 2 s of ours"));
    }
    co_return findings;
}

} // namespace seedbed
