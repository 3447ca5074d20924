// SPDX-License-Identifier: GPL-3.0-or-later
// PF-21: the provisioning network does not overlap the management addresses, and its pool is large enough.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkAddressPlan(PreflightContext& context) {
    constexpr std::uint32_t leastPool = 20;
    const ProvisioningNetwork& network = context.site.provisioning;
    Findings findings;
    const auto inside = [&](const std::string& address, const std::string& holder) {
        const auto parsed = Ipv4Address::parse(address);
        if (parsed && network.cidr.contains(*parsed)) {
            findings.push_back(failed(holder, fmt::format("its management address {} lies in the provisioning network {}", address, network.cidr.toString()),
                                      "give one of the two another network"));
        }
    };
    inside(context.site.chassis.oa.toString(), "Onboard Administrator");
    for (const auto& [record, bay] : siteBlades(context)) {
        inside(bay->ilo.address, bayName(record->bay));
    }
    const auto pool = network.rangeLast.value - network.rangeFirst.value + 1;
    if (pool < leastPool) {
        findings.push_back(warned("site.yaml", fmt::format("the provisioning range has {} addresses, {} are advised", pool, leastPool),
                                  "widen provisioning.range"));
    }
    if (findings.empty()) {
        findings.push_back(passed("site.yaml", fmt::format("no overlap; {} addresses for provisioning", pool)));
    }
    co_return findings;
}

} // namespace seedbed
