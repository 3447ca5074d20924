// SPDX-License-Identifier: GPL-3.0-or-later
// PF-06: the iLO user logs in, and as administrator: the inventory's IPMI session asks for that privilege. An iLO with
// another certificate than the pinned one is not logged in to.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkIloPrivilege(PreflightContext& context) {
    Findings findings;
    int good = 0;
    for (const auto& [record, bay] : siteBlades(context)) {
        bool refused = false;
        for (const auto& [door, gap] : record->gaps) {
            if (gap.kind == ErrorKind::refused) {
                refused = true;
                const auto privilege = fmt::format("give iLO user {} the administrator privilege, or correct the password file",
                                                   context.site.chassis.user);
                findings.push_back(failed(bayName(record->bay), toSentence(gap),
                                          gap.id == "TLS-PIN-MISMATCH" ? gap.action : privilege));
            }
        }
        const bool answered = record->answeredBy(Source::ipmi);
        good += answered ? 1 : 0;
        if (!answered && !refused) {
            findings.push_back(skipped(bayName(record->bay), "its iLO did not answer, see PF-05"));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("iLOs", fmt::format("user {} is administrator on {}", context.site.chassis.user, good)));
    }
    co_return findings;
}

} // namespace seedbed
