// SPDX-License-Identifier: GPL-3.0-or-later
// PF-16: nobody else answers DHCP on the provisioning network. Every offer is shown with its server.
#include <fmt/format.h>

#include "appliance/preflight/check.hpp"
#include "appliance/preflight/dhcp_probe.hpp"

namespace seedbed {

Task<Findings> checkForeignDhcp(PreflightContext& context) {
    const ProvisioningNetwork& network = context.site.provisioning;
    Findings findings;
    std::set<Ipv4Address> servers;
    for (int round = 0; round < 2; ++round) { // one frame may get lost
        auto offers = co_await probeDhcp(network.interface, context.probeTime);
        if (!offers) {
            co_return Findings{failed("provisioning network", toSentence(offers.error()), offers.error().action)};
        }
        for (const DhcpOffer& offer : *offers) {
            if (offer.server != network.address && servers.insert(offer.server).second) {
                findings.push_back(failed("provisioning network",
                                          fmt::format("a DHCP server at {} offers {} on {}", offer.server.toString(), offer.offered.toString(), network.interface),
                                          "switch that server off, or keep it out of the provisioning VLAN"));
            }
        }
    }
    if (findings.empty()) {
        findings.push_back(passed("provisioning network", fmt::format("no foreign offer on {} in 2 x {} s", network.interface,
                                                                      std::chrono::duration_cast<std::chrono::seconds>(context.probeTime).count())));
    }
    co_return findings;
}

} // namespace seedbed
