// SPDX-License-Identifier: GPL-3.0-or-later
// PF-22: nobody on the external VLAN uses a router id of keepalived that ours are to have: two with one id take each
// other's address away.
#include <algorithm>

#include <fmt/format.h>

#include "appliance/preflight/check.hpp"
#include "appliance/preflight/vrrp_probe.hpp"

namespace seedbed {
namespace {

std::string words(const VrrpAdvertisement& told) {
    return fmt::format("router {} uses router id {}{}", told.router.toString(), told.id,
                       told.address ? " for " + told.address->toString() : "");
}

} // namespace

Task<Findings> checkRouterIds(PreflightContext& context) {
    const ExternalNetwork& external = context.site.external;
    if (external.interface.empty()) {
        co_return Findings{skipped("site.yaml", "the site names no interface on the external VLAN to listen at (external)")};
    }
    const auto object = "external VLAN on " + external.interface;
    auto heard = co_await probeVrrp(external.interface, context.probeTime);
    if (!heard) {
        co_return Findings{failed(object, toSentence(heard.error()), heard.error().action)};
    }
    Findings findings;
    std::string others;
    for (const VrrpAdvertisement& told : *heard) {
        others += "; " + words(told);
        if (std::count(external.routerIds.begin(), external.routerIds.end(), told.id) != 0) {
            findings.push_back(failed(object, words(told), "give ours another router id, or find out whose router that is"));
        }
    }
    if (findings.empty()) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(context.probeTime).count();
        findings.push_back(passed(object, fmt::format("none of {} is advertised in {} s{}", fmt::join(external.routerIds, ", "), seconds, others)));
    }
    co_return findings;
}

} // namespace seedbed
