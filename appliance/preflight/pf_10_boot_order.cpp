// SPDX-License-Identifier: GPL-3.0-or-later
// PF-10: the profiles that will be applied make exactly one NIC of each blade boot from the network; and where the site
// wants the network first, each blade's permanent boot order says so.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {
namespace {

void lookAtOrders(const PreflightContext& context, Findings& findings) {
    for (const auto& [record, bay] : siteBlades(context)) {
        if (!record->bootOrder || record->bootOrder->sources.empty()) {
            findings.push_back(skipped(bayName(record->bay), "its iLO did not tell the boot order"));
            continue;
        }
        const BootSource first = record->bootOrder->sources.front();
        if (first != BootSource::network) {
            findings.push_back(failed(bayName(record->bay), fmt::format("it starts from {} before the network", toString(first)),
                                      "put the network first (RIBCL SET_PERSISTENT_BOOT)"));
        }
    }
}

} // namespace

Task<Findings> checkBootOrder(PreflightContext& context) {
    if (!context.desired) {
        co_return Findings{skipped("profiles", context.domainError ? toSentence(*context.domainError) : "there is no layout")};
    }
    Findings findings;
    if (context.site.address.networkFirst) {
        lookAtOrders(context, findings);
    }
    for (const vc::ServerProfile& profile : context.desired->profiles) {
        const auto booting = std::count_if(profile.connections.begin(), profile.connections.end(),
                                           [](const vc::Connection& each) { return each.pxe == vc::Pxe::enabled; });
        if (booting != 1) {
            findings.push_back(failed("profile " + profile.name, fmt::format("{} NICs boot from the network", booting),
                                      "let the pack's first FlexNIC carry the provisioning network, and no other"));
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("profiles", fmt::format("exactly one PXE NIC in each of {}", context.desired->profiles.size())));
    }
    co_return findings;
}

} // namespace seedbed
