// SPDX-License-Identifier: GPL-3.0-or-later
// What an installation wants of Virtual Connect, in the words of the site file. Made by appliance/site,
// compiled by vc-config/compile. Plain values, any thread.
#pragma once

#include <string>
#include <vector>

#include "vc-config/model/vc_domain.hpp"

namespace seedbed::vc {

struct NetworkIntent {
    std::string name;
    int vlan = 0;
    bool native = false; // untagged on the uplink
    bool pxe = false;    // blades boot from it
};

struct FlexNicIntent {
    std::string network; // empty: this FlexNIC is not connected
    int speedMb = 0;     // 0: whatever the others leave
};

struct BayIntent {
    BayNumber bay = 0;
    std::string profile;                 // empty: "seedbed-bayN"
    std::vector<FlexNicIntent> flexNics; // in the order 1-a, 2-a, 1-b, ...
};

struct ConnectivityIntent {
    std::string domainName;
    int macPool = 1; // 1..64
    std::string uplinkSet;
    std::vector<std::string> uplinkPorts; // "enc0:1:X1"
    std::vector<NetworkIntent> networks;
    std::vector<BayIntent> bays;
};

std::string profileName(const BayIntent& bay);

} // namespace seedbed::vc
