// SPDX-License-Identifier: GPL-3.0-or-later
// The wires of a chassis, proved by frames: each FlexNIC of each deployed blade, and the appliance at the
// uplink, sends probe frames (firmware/frames); who hears whom must be exactly what the Virtual Connect
// domain says: FlexNICs of one network hear each other unless it is private, the uplink hears and is heard by
// all of its networks, nobody else hears anybody; a frame with a tag that the plan does not have on its
// FlexNIC is heard by nobody, unless both are in one VLAN tunnel. Frames are as large as the NICs' MTU
// allows. Pure. Errors WIRE-TEXT, WIRE-NOT-HEARD, WIRE-LEAK, WIRE-CUT-SHORT (a full-size frame did not come
// through), WIRE-NO-NIC.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/error.hpp"
#include "oa-bridge/base/ids.hpp"
#include "vc-config/model/vc_domain.hpp"

namespace seedbed {

// Where frames go in and out: an interface of a probe, with the 802.1Q tag that a network has there (0: untagged).
struct WirePoint {
    std::string name; // "bay3 LOM:1-a", "uplink"
    std::string host; // whose interface: "bay3", "appliance"
    MacAddress mac;
    int tag = 0;
    std::string network; // empty: none, nothing may come through
    bool uplink = false;
    bool optional = false; // nothing says that frames of its network come this far; where they do, they must be right
    int mtu = 0;           // that the site asks for there; 0: none
};

// What one probe tells (the output of seedbed-frames). Data of another machine: read with care.
struct WireTold {
    struct Nic {
        std::string name;
        MacAddress mac;
        int mtu = 0;
    };
    struct Heard {
        std::string on;
        MacAddress source;
        int sentTag = 0;
        int tag = 0;
        std::size_t largest = 0;
    };
    std::string host;
    std::vector<Nic> nics;
    std::vector<Heard> heard;
};
Result<WireTold> readWireTold(const nlohmann::json& told, const std::string& host);

struct WireVerdict {
    int points = 0;
    int wanted = 0; // ordered pairs that must hear each other
    int heard = 0;  // of these
    int apart = 0;  // ordered pairs that must not
    std::vector<Error> errors;
    std::vector<std::string> notes; // what was not proved, though nothing is wrong
};
WireVerdict judgeWires(const vc::VcDomain& domain, const std::vector<WirePoint>& points,
                       const std::vector<WireTold>& told);

// The points of one blade's profile, in the order of its connections; `macs` as Virtual Connect assigned them.
std::vector<WirePoint> pointsOf(const vc::ServerProfile& profile, const std::vector<MacAddress>& macs);

} // namespace seedbed
