// SPDX-License-Identifier: GPL-3.0-or-later
// PF-08: the iLO firmware is newer than 2.50, which anybody can log in to.
#include "appliance/inventory/kit.hpp"
#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkIloFirmware(PreflightContext& context) {
    Findings findings;
    for (const Finding& finding : firmwareMatrix(context.inventory)) {
        if (finding.id == "FW-ILO" && finding.status != FindingStatus::pass) {
            findings.push_back(finding);
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("iLOs", "no known hole"));
    }
    co_return findings;
}

} // namespace seedbed
