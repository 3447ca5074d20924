// SPDX-License-Identifier: GPL-3.0-or-later
// PF-13: at least 32 GB of memory in each blade, and its processors.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkMemory(PreflightContext& context) {
    constexpr int least = 32 * 1024;
    Findings findings;
    for (const auto& [record, bay] : siteBlades(context)) {
        if (bay->memoryMb < least) {
            findings.push_back(failed(bayName(record->bay), fmt::format("{} MB of memory, {} MB are documented as the least", bay->memoryMb, least),
                                      "add memory, or record a waiver"));
        }
        if (bay->cpus.empty()) {
            findings.push_back(failed(bayName(record->bay), "the OA tells of no processor", "let the blade finish its POST once, then look again"));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("blades", "memory and processors suffice"));
    }
    co_return findings;
}

} // namespace seedbed
