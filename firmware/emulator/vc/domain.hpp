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
enum class ConnectionMode { automatic, failover }; // of several uplink ports
enum class PortRole { primary, secondary };        // in failover mode
constexpr const char* kDefaultGroup = "Default";   // the access group that holds every network

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
    std::string group = kDefaultGroup;
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
    ConnectionMode mode = ConnectionMode::automatic; // of a plain network
};

struct UplinkSet {
    std::string name;
    ConnectionMode mode = ConnectionMode::automatic;
};

struct UplinkPort {
    std::string port; // "X1"
    std::string uplinkSet;
    std::string network; // the one it is dedicated to
    std::string speed = "Auto";
    PortRole role = PortRole::primary;
};

struct AccessGroup {
    std::string name;
    std::vector<std::string> networks;
};

struct User {
    std::string name;
    std::string passwordHash; // SHA-256, hexadecimal
    std::string fullName;
    std::string contact;
    bool enabled = true;
    std::string privileges = "domain,network,server,storage";
};

struct SnmpSettings {
    bool enabled = true;
    std::string readCommunity = "public";
    std::string contact;
    bool smis = false;
};

struct TrapDestination {
    std::string name;
    std::string address;
    std::string community = "public";
    std::string format = "SnmpV1"; // or SnmpV2
    std::string severity = "All";
    std::string categories = "All";
};

struct MonitoredPort {
    std::string port; // "enc0:1:d1"
    std::string direction;
};

struct Settings { // of the module, apart from wires and profiles
    bool sharedServerVlans = false;
    bool macCache = true;
    int macCacheSeconds = 5;
    bool loopProtect = true;
    bool lldp = true;
    bool portMonitor = false;
    std::vector<MonitoredPort> monitoredPorts;
    int throughputMinutes = 5; // between two samples; 0: off
    int sessionMinutes = 15;   // of idleness
    SnmpSettings snmp;
    std::vector<TrapDestination> traps;
    std::vector<User> users;
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
    std::vector<AccessGroup> groups; // without the default one
    std::vector<Profile> profiles;
    Settings settings;
};

// By name; none if there is no such thing.
const UplinkSet* findUplinkSet(const Domain& domain, const std::string& name);
const UplinkPort* findUplinkPort(const Domain& domain, const std::string& port);
const Network* findNetwork(const Domain& domain, const std::string& name);
const Profile* findProfile(const Domain& domain, const std::string& name);
const Profile* profileOfBay(const Domain& domain, BayNumber bay);
const AccessGroup* findGroup(const Domain& domain, const std::string& name); // not the default one
// May profiles of this group use the network? The default group may use all.
bool groupHolds(const Domain& domain, const std::string& group, const std::string& network);

constexpr int kMappedConnections = 8;
std::string portMapping(int connection); // 1 -> "LOM:1-a", 2 -> "LOM:2-a", 3 -> "LOM:1-b"; from 9 on empty

// Guaranteed Mb of every connection, as the rules of the port's 10 Gb give it.
std::vector<int> allottedMb(const Domain& domain, const Profile& profile);

} // namespace seedbed::emulator::vc
