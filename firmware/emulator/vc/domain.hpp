// SPDX-License-Identifier: GPL-3.0-or-later
// What the Virtual Connect module knows: plain values, changed by the rules (rules.hpp) only. Names are as
// typed and compared exactly. Written from the reference; shares nothing with vc-config.
#pragma once

#include <string>
#include <vector>

#include "oa-bridge/base/ids.hpp"

namespace seedbed::emulator::vc {

enum class Pxe { enabled, disabled, useBios };
enum class SpeedType { automatic, preferred, custom, disabled };
enum class MacType { vcDefined, userDefined, factory };

struct VlanMapping { // one of several networks on one FlexNIC
    std::string network;
    int vlan = 0;
    bool untagged = false;
};

struct Connection {
    std::string network; // empty: unassigned
    Pxe pxe = Pxe::useBios;
    SpeedType speed = SpeedType::preferred;
    int customMb = 0;
    MacAddress mac; // zero when MACs are the factory's
    MacAddress iscsiMac;
    std::vector<VlanMapping> mappings;
};

struct Profile {
    std::string name;
    BayNumber bay = 0; // 0: unassigned
    bool hideUnused = true;
    std::vector<Connection> connections; // numbered from 1
};

struct Network {
    std::string name;
    bool enabled = true;
    std::string uplinkSet; // empty: a plain network with ports of its own
    int vlan = 0;
    bool nativeVlan = false;
    bool isPrivate = false;
    bool tunnel = false;
    bool smartLink = false;
    int preferredMb = 0; // 0: none
    int maxMb = 0;       // 0: unrestricted
};

struct UplinkSet {
    std::string name;
};

struct UplinkPort {
    std::string port; // "X1"
    std::string uplinkSet;
    std::string network; // the one it is dedicated to
    std::string speed = "Auto";
};

struct Domain {
    bool imported = false;
    std::string name;
    MacType macType = MacType::vcDefined;
    int macPool = 1; // 1..64
    MacAddress macStart;
    MacAddress macEnd; // of a user-defined range
    bool expandedVlans = false;
    std::vector<UplinkSet> uplinkSets;
    std::vector<UplinkPort> uplinkPorts;
    std::vector<Network> networks;
    std::vector<Profile> profiles;
};

// By name; none if there is no such thing.
const UplinkSet* findUplinkSet(const Domain& domain, const std::string& name);
const UplinkPort* findUplinkPort(const Domain& domain, const std::string& port);
const Network* findNetwork(const Domain& domain, const std::string& name);
const Profile* findProfile(const Domain& domain, const std::string& name);
const Profile* profileOfBay(const Domain& domain, BayNumber bay);

constexpr int kMappedConnections = 8;
std::string portMapping(int connection); // 1 -> "LOM:1-a", 2 -> "LOM:2-a", 3 -> "LOM:1-b"; from 9 on empty

// Guaranteed Mb of every connection, as the rules of the port's 10 Gb give it.
std::vector<int> allottedMb(const Domain& domain, const Profile& profile);

} // namespace seedbed::emulator::vc
