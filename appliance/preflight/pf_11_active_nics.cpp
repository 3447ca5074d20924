// SPDX-License-Identifier: GPL-3.0-or-later
// PF-11: FlexNICs that the pack does not use stay unmapped, so that the installer sees the ones it is to use.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkActiveNics(PreflightContext& context) {
    if (!context.domain) {
        co_return Findings{skipped("profiles", context.domainError ? toSentence(*context.domainError) : "the domain was not read")};
    }
    Findings findings;
    for (const auto& [record, bay] : siteBlades(context)) {
        const vc::ServerProfile* profile = context.domain->profileAt(record->bay);
        const auto used = context.pack.flexNics.size();
        if (profile == nullptr) {
            continue; // it will be made
        }
        for (std::size_t i = used; i < profile->connections.size(); ++i) {
            if (!profile->connections[i].network.empty()) {
                findings.push_back(failed(bayName(record->bay),
                                          fmt::format("{} of profile {} is connected to {}, the pack leaves it unused",
                                                      vc::flexNicName(static_cast<int>(i + 1)), profile->name,
                                                      profile->connections[i].network),
                                          "clear the connection, or take it into the pack's flex-nics"));
            }
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("profiles", "no FlexNIC is connected that the pack does not use"));
    }
    co_return findings;
}

} // namespace seedbed
