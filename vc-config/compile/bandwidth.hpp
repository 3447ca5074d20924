// SPDX-License-Identifier: GPL-3.0-or-later
// How Virtual Connect shares the 10 Gb of a physical port among its FlexNICs. Pure. Source: Virtual Connect
// user guide, "Bandwidth assignment": steps of 100 Mb; custom and preferred speeds first, automatic ones
// share the rest evenly; what is asked beyond 10 Gb is scaled and rounded down, the remainder goes to those
// with least, or, when somebody had to be given the least of 100 Mb, to those furthest from what they asked
// for; a value is a guaranteed minimum, the network's maximum speed is the limit. Inferred: who is first
// among equals gets it; several networks on one FlexNIC have no limit and no preferred speed.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "vc-config/model/vc_domain.hpp"

namespace seedbed::vc {

// What one FlexNIC asks for.
struct SpeedRequest {
    bool linked = false; // not connected or disabled: nothing is given
    int askedMb = 0;     // 0: its share of the rest
    int limitMb = portSpeedMb;
};

struct Allotment {
    int minimumMb = 0; // 0: not allocated
    int maximumMb = 0;
    bool operator==(const Allotment&) const = default;
};

// Of the FlexNICs of one physical port, in their order.
std::vector<Allotment> allot(const std::vector<SpeedRequest>& requests);

SpeedRequest requestOf(const Connection& connection, const VcDomain& domain);

struct FlexNicAllotment {
    int connection = 0;   // 1..8
    std::string networks; // "TENANT", "A, B"; empty: none
    std::string asked;    // "custom 1 Gb", "auto"
    Allotment given;
};

struct PortAllotment {
    BayNumber bay = 0;
    std::string profile;
    int port = 0; // 1 or 2, for LOM:1 and LOM:2
    std::vector<FlexNicAllotment> flexNics;
};

// Of all profiles that are assigned; before that nothing is allocated.
std::vector<PortAllotment> allotments(const VcDomain& domain);

// [{"bay", "profile", "port", "flexnics": [{"flexnic", "networks", "asked", "minimum_mb", "maximum_mb"}]}]
nlohmann::json allotmentsJson(const std::vector<PortAllotment>& ports);

} // namespace seedbed::vc
