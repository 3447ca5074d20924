// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/site/layout.hpp"

namespace seedbed {

vc::ConnectivityIntent connectivityIntent(const SiteSpec& site, const PackSpec& pack) {
    vc::ConnectivityIntent intent;
    intent.domainName = site.name;
    intent.macPool = site.virtualConnect.macPool;
    intent.vlanCapacity = site.virtualConnect.vlanCapacity;
    intent.uplinkSets = site.uplinkSets;
    intent.accessGroups = site.accessGroups;
    intent.unusedMustBeHidden = pack.unusedMustBeHidden;
    intent.networks = site.networks;
    for (vc::NetworkIntent& network : intent.networks) {
        network.pxe = network.name == site.provisioning.name;
    }
    for (const BayNumber number : site.bays) {
        vc::BayIntent bay;
        bay.bay = number;
        bay.flexNics = pack.flexNics;
        bay.accessGroup = pack.accessGroup;
        bay.hideUnused = site.virtualConnect.hideUnused;
        intent.bays.push_back(std::move(bay));
    }
    return intent;
}

} // namespace seedbed
