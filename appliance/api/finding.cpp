// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/finding.hpp"

#include <nlohmann/json.hpp>

namespace seedbed {

std::string_view toString(Severity severity) { return severity == Severity::block ? "block" : "warn"; }

std::string_view toString(FindingStatus status) {
    switch (status) {
    case FindingStatus::pass: return "pass";
    case FindingStatus::fail: return "fail";
    case FindingStatus::waived: return "waived";
    case FindingStatus::skipped: return "skipped";
    }
    return "?";
}

bool blocks(const Finding& finding) {
    return finding.status == FindingStatus::fail && finding.severity == Severity::block;
}

nlohmann::json findingJson(const Finding& finding) {
    return {{"id", finding.id},           {"severity", toString(finding.severity)}, {"status", toString(finding.status)},
            {"object", finding.object},   {"evidence", finding.evidence},           {"fix", finding.fix},
            {"waiver", finding.waiver}};
}

} // namespace seedbed
