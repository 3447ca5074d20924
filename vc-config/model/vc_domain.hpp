// SPDX-License-Identifier: GPL-3.0-or-later
// A Virtual Connect domain as far as Seedbed configures it: networks on shared uplink sets or on uplink ports
// of their own, network access groups, and server profiles whose connections become the FlexNICs of a blade.
// The same type holds what is wanted and what was read. Plain values, any thread. Source: Virtual Connect for
// c-Class user guide (mapping of connections to FlexNICs, shared uplink sets, network access groups).
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
constexpr std::string_view defaultAccessGroup = "Default"; // every domain has it, and it holds every network

enum class Pxe { disabled, enabled, useBios };
enum class SpeedType { preferred, automatic, custom, disabled };
enum class ConnectionMode {
    automatic,
    failover
};                                            // LACP if it can be, or one active port and the others standby
enum class VlanCapacity { legacy, expanded }; // there is no way back from expanded

// What was seen and is nobody's wish: it takes no part in comparisons.
template <class T>
struct Observed {
    std::optional<T> value;
    bool operator==(const Observed&) const { return true; }
};

struct MacPool {
    int number = 1; // 1..64, one of the ranges the vendor defines
    bool operator==(const MacPool&) const = default;
};

// An uplink port in the hands of an uplink set or a network.
struct UplinkMember {
    std::string port; // "enc0:1:X1"
    int speedMb = 0;  // the setting; 0: auto
    bool operator==(const UplinkMember&) const = default;
};

struct Network {
    std::string name;
    std::string uplinkSet; // empty: it has ports of its own
    int vlan = 0;          // 0: none
    bool native = false;
    bool isPrivate = false;
    bool smartLink = false;
    int preferredMb = 0; // 0: none
    int maximumMb = 0;   // 0: unrestricted
    bool tunnel = false; // carries all VLANs as they come; with ports of its own
    std::vector<UplinkMember> ports;
    ConnectionMode mode = ConnectionMode::automatic; // of its own ports
    bool operator==(const Network&) const = default;
};

struct UplinkSet {
    std::string name;
    std::vector<UplinkMember> ports; // a set, order means nothing
    ConnectionMode mode = ConnectionMode::automatic;
    bool operator==(const UplinkSet&) const = default;
};

struct AccessGroup {
    std::string name;
    std::vector<std::string> networks; // a set, order means nothing
    bool operator==(const AccessGroup&) const = default;
    bool holds(std::string_view network) const;
};

// One of several networks on a FlexNIC, under the VLAN id that the server uses.
struct MappedNetwork {
    std::string network;
    int vlan = 0;
    bool untagged = false;
    bool operator==(const MappedNetwork&) const = default;
};

// One FlexNIC. Its place in the profile says which: 1-a, 2-a, 1-b, 2-b, 1-c, 2-c, 1-d, 2-d.
struct Connection {
    std::string network; // empty: not connected, or connected to those of the map
    Pxe pxe = Pxe::disabled;
    SpeedType speed = SpeedType::preferred;
    int speedMb = 0;                // with SpeedType::custom
    std::vector<MappedNetwork> map; // a set, order means nothing
    Observed<MacAddress> mac;       // what the pool gave
    bool operator==(const Connection&) const = default;

    bool connected() const { return !network.empty() || !map.empty(); }
    bool carries(std::string_view wanted) const;
    std::vector<std::string> networks() const;
};

struct ServerProfile {
    std::string name;
    std::optional<BayNumber> bay;
    std::vector<Connection> connections;
    std::string accessGroup{defaultAccessGroup};
    std::optional<bool> hideUnused = true; // from the server: FlexNICs without a connection; absent: not told
    Observed<bool> pending;                // it takes effect only when its blade has been off
    bool operator==(const ServerProfile&) const = default;
};

// An uplink port as it is; no part of the domain, for nothing configures it.
struct UplinkPort {
    std::string id;     // "enc0:1:X1"
    std::string status; // the module's own words, why there is no link among them
    std::string sfp;    // what is plugged in, as the module calls it
    bool linked = false;
    int speedMb = 0;    // of the link; 0 without one
    std::string usedBy; // uplink set or network
    std::string lag;    // ports of one number form a group
    bool operator==(const UplinkPort&) const = default;
};

// Who is at the other end of an uplink's cable, as it tells by LLDP (IEEE 802.1AB).
struct Neighbour {
    std::string chassis; // its id, mostly a MAC address
    std::string port;    // its id or description
    std::string system;  // its name
    bool operator==(const Neighbour&) const = default;
};

// An address that the module has learned, and the port where it lives ("d1", "X1").
struct LearnedMac {
    std::string port;
    MacAddress mac;
    bool operator==(const LearnedMac&) const = default;
};

struct VcModule {
    std::string id; // "enc0:1"
    std::string product;
    std::string role;
    std::string status;
    std::string firmware;
    bool operator==(const VcModule&) const = default;
};

struct VcEnclosure {
    std::string id; // "enc0"
    std::string name;
    std::string importStatus;
    std::string serial;
    bool operator==(const VcEnclosure&) const = default;
};

struct VcDomain {
    bool enclosureImported = true;
    std::string name;
    std::optional<MacPool> macPool; // absent: it could not be read, or none is asked for
    std::vector<UplinkSet> uplinkSets;
    std::vector<Network> networks;
    std::vector<ServerProfile> profiles;
    std::vector<AccessGroup> accessGroups;    // without Default
    std::optional<VlanCapacity> vlanCapacity; // as for macPool
    bool operator==(const VcDomain&) const = default;

    const UplinkSet* uplinkSet(std::string_view wanted) const; // nullptr when there is none
    const Network* network(std::string_view wanted) const;
    const ServerProfile* profile(std::string_view wanted) const;
    const AccessGroup* accessGroup(std::string_view wanted) const;
    const ServerProfile* profileAt(BayNumber bay) const;
    const UplinkSet* holderOf(std::string_view port) const;
    const Network* dedicatedTo(std::string_view port) const;
    const Network* nativeOf(std::string_view wantedUplinkSet) const;
};

// What a domain was before the first change that Seedbed made to it, and all that Seedbed has wanted of it
// since: what is of `ours` and was not in `domain` is ours to take back.
struct Arrival {
    VcDomain domain;
    VcDomain ours;
};

// The same domain with its sets in order, so that equal domains are equal values.
VcDomain sorted(VcDomain domain);

// "LOM:1-a" for 1, "LOM:2-a" for 2, ... "LOM:2-d" for 8.
std::string flexNicName(int connection);
// 1 or 2: the physical port of connection 1..8.
int physicalPort(int connection);

std::string_view toString(Pxe pxe);
std::string_view toString(SpeedType speed);
std::string_view toString(ConnectionMode mode);
std::string_view toString(VlanCapacity capacity);
std::string speedText(int mb); // "1 Gb", "2.5 Gb", "500 Mb"

} // namespace seedbed::vc
