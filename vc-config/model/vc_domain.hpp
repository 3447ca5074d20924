// SPDX-License-Identifier: GPL-3.0-or-later
// A Virtual Connect domain as far as Seedbed configures it: networks on one or more shared uplink sets, and
// server profiles whose connections become the FlexNICs of a blade. The same type holds what is wanted and
// what was read. Plain values, any thread. Source: Virtual Connect for c-Class user guide (mapping of
// connections to FlexNICs).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/ids.hpp"

namespace seedbed::vc {

constexpr int mostConnections = 8; // two ports of four FlexNICs on a half-height blade
constexpr int portSpeedMb = 10000;
constexpr int speedStepMb = 100;

enum class Pxe { disabled, enabled, useBios };
enum class SpeedType { preferred, automatic, custom, disabled };

struct MacPool {
    int number = 1; // 1..64, one of the ranges the vendor defines
    bool operator==(const MacPool&) const = default;
};

struct Network {
    std::string name;
    std::string uplinkSet;
    int vlan = 0; // 0: none
    bool native = false;
    bool isPrivate = false;
    bool operator==(const Network&) const = default;
};

struct UplinkSet {
    std::string name;
    std::vector<std::string> ports; // "enc0:1:X1"; a set, order means nothing
    bool operator==(const UplinkSet&) const = default;
};

// One FlexNIC. Its place in the profile says which: 1-a, 2-a, 1-b, 2-b, 1-c, 2-c, 1-d, 2-d.
struct Connection {
    std::string network; // empty: not connected
    Pxe pxe = Pxe::disabled;
    SpeedType speed = SpeedType::preferred;
    int speedMb = 0; // with SpeedType::custom
    bool operator==(const Connection&) const = default;
};

struct ServerProfile {
    std::string name;
    std::optional<BayNumber> bay;
    std::vector<Connection> connections;
    bool operator==(const ServerProfile&) const = default;
};

// An uplink port as it is; no part of the domain, for nothing configures it.
struct UplinkPort {
    std::string id;     // "enc0:1:X1"
    std::string status; // the module's own words, why there is no link among them
    std::string sfp;    // what is plugged in, as the module calls it
    bool linked = false;
    int speedMb = 0; // of the link; 0 without one
    bool operator==(const UplinkPort&) const = default;
};

struct VcDomain {
    bool enclosureImported = true;
    std::string name;
    std::optional<MacPool> macPool; // absent: it could not be read
    std::vector<UplinkSet> uplinkSets;
    std::vector<Network> networks;
    std::vector<ServerProfile> profiles;
    bool operator==(const VcDomain&) const = default;

    const UplinkSet* uplinkSet(std::string_view wanted) const; // nullptr when there is none
    const Network* network(std::string_view wanted) const;
    const ServerProfile* profile(std::string_view wanted) const;
    const ServerProfile* profileAt(BayNumber bay) const;
    const UplinkSet* holderOf(std::string_view port) const;
    const Network* nativeOf(std::string_view wantedUplinkSet) const;
};

// "LOM:1-a" for 1, "LOM:2-a" for 2, ... "LOM:2-d" for 8.
std::string flexNicName(int connection);
// 1 or 2: the physical port of connection 1..8.
int physicalPort(int connection);

std::string_view toString(Pxe pxe);
std::string_view toString(SpeedType speed);

} // namespace seedbed::vc
