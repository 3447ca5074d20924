// SPDX-License-Identifier: GPL-3.0-or-later
// What an installation wants of Virtual Connect, in the words of the site file. Made by appliance/site,
// compiled by vc-config/compile. Plain values, any thread.
#pragma once

#include <string>
#include <vector>

#include "vc-config/model/vc_domain.hpp"

namespace seedbed::vc {

struct UplinkPortIntent {
    std::string id;  // "enc0:1:X1"
    int speedMb = 0; // the setting; 0: auto
    std::string sfp; // what is plugged in, as far as the site says: "1000BASE-T"
};

struct UplinkSetIntent {
    std::string name;
    std::vector<UplinkPortIntent> ports;
    ConnectionMode mode = ConnectionMode::automatic;
};

struct NetworkIntent {
    std::string name;
    int vlan = 0;          // 0: untagged, on ports of its own
    bool native = false;   // untagged on the uplink
    bool pxe = false;      // blades boot from it
    std::string uplinkSet; // empty: the first one, unless it has ports of its own
    std::vector<UplinkPortIntent> ports;
    bool tunnel = false;
    bool isPrivate = false;
    bool smartLink = false;
    int preferredMb = 0; // 0: none
    int maximumMb = 0;   // 0: unrestricted
    int mtu = 1500;
};

// Not connected if it names no network. Several networks make a VLAN map: each under its own VLAN id, one of
// them without a tag if it says so.
struct FlexNicIntent {
    std::string network;
    int speedMb = 0; // 0: the network's preferred speed, else whatever the others leave
    std::vector<std::string> networks;
    std::string untagged; // one of `networks`
};

struct BayIntent {
    BayNumber bay = 0;
    std::string profile;                 // empty: "seedbed-bayN"
    std::vector<FlexNicIntent> flexNics; // in the order 1-a, 2-a, 1-b, ...
    std::string accessGroup{defaultAccessGroup};
    bool hideUnused = true;
};

struct ConnectivityIntent {
    std::string domainName;
    int macPool = 1; // 1..64
    std::vector<UplinkSetIntent> uplinkSets;
    std::vector<NetworkIntent> networks;
    std::vector<BayIntent> bays;
    std::vector<AccessGroup> accessGroups;
    std::optional<VlanCapacity> vlanCapacity; // absent: as it is, and counted as legacy
    bool unusedMustBeHidden = false;          // the pack's installer demands it

    const NetworkIntent* network(std::string_view name) const; // nullptr when there is none
    const UplinkSetIntent* uplinkSet(std::string_view name) const;
    const UplinkSetIntent* uplinkSetOf(const NetworkIntent& network) const;
};

std::string profileName(const BayIntent& bay);
// The networks of a FlexNIC, one or several.
std::vector<std::string> networksOf(const FlexNicIntent& nic);

} // namespace seedbed::vc
