// SPDX-License-Identifier: GPL-3.0-or-later
// PF-14: a blade that was switched off stays off, also when its power comes back. Asked by RIBCL, GET_SERVER_AUTO_PWR.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkStaysOff(PreflightContext& context) {
    Findings findings;
    for (const auto& [record, bay] : siteBlades(context)) {
        if (!record->startsByItself) {
            findings.push_back(skipped(bayName(record->bay), "the iLO's RIBCL did not tell whether it powers the blade on by itself"));
        } else if (*record->startsByItself) {
            findings.push_back(failed(bayName(record->bay), "its iLO powers the blade on by itself when power comes back",
                                      "switch the automatic power-on off at the iLO (RIBCL SERVER_AUTO_PWR VALUE=\"No\")"));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("blades", "no iLO powers its blade on by itself"));
    }
    co_return findings;
}

} // namespace seedbed
