// SPDX-License-Identifier: GPL-3.0-or-later
// What an Onboard Administrator holds besides the snapshot of the chassis: addresses it hands out, users, power
// mode, sensors, port maps, and its own clock. Plain values.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/model/enclosure.hpp"
#include "oa-bridge/model/ilo.hpp"

namespace seedbed {

enum class EbipaKind { server, interconnect };

// The address that the OA gives to the device of one bay.
struct EbipaEntry {
    BayNumber bay = 0;
    bool enabled = false;
    std::string address;
    std::string current; // in use now; may differ until saved, or until the device asked again
    std::string netmask;
    std::string gateway;
    std::string domain;
    std::vector<std::string> dnsServers;
    bool operator==(const EbipaEntry&) const = default;
};

// Where the OA takes its time from.
struct OaTimeSettings {
    bool enabled = false;
    std::vector<std::string> servers; // the first one first, at most two
    bool operator==(const OaTimeSettings&) const = default;
};

struct OaUser {
    std::string name;
    bool enabled = false;
    std::string access; // ADMINISTRATOR, OPERATOR, USER
    bool oaAccess = false;
    std::vector<BayNumber> bays; // device bays it may work on
    bool operator==(const OaUser&) const = default;
};

struct OaPowerConfig {
    std::string redundancyMode; // as PowerSubsystem::redundancyMode, perhaps with _WITH_POWER_CEILING
    int ceilingWatts = 0;
    bool dynamicPowerSaver = false;
    bool operator==(const OaPowerConfig&) const = default;
};

struct ThermalReading {
    std::string name;
    int celsius = 0;
    int caution = 0;
    int critical = 0;
    Health health = Health::unknown;
    bool operator==(const ThermalReading&) const = default;
};

// Where one port of a blade's adapter comes out.
struct PortRoute {
    int mezzanine = 0; // 1, 2; 9 is the FlexibleLOM
    int port = 0;
    std::string address; // MAC address or world wide name, as told
    std::string fabric;  // FABRIC_TYPE_10GETH
    int interconnectBay = 0;
    int interconnectPort = 0;
    bool operator==(const PortRoute&) const = default;
};

struct BladePortMap {
    BayNumber bay = 0;
    std::string status; // OK, MISMATCH, UNKNOWN
    std::vector<PortRoute> routes;
    bool operator==(const BladePortMap&) const = default;
};

struct OaServerRow { // of the list on the command line
    BayNumber bay = 0;
    Presence presence = Presence::unknown;
    PowerReading power = PowerReading::unknown;
    std::string name;
    std::string address;
    std::string status; // OK, Degraded, Failed, Other
    bool operator==(const OaServerRow&) const = default;
};

struct OaServerStatus {
    BayNumber bay = 0;
    Presence presence = Presence::unknown;
    PowerReading power = PowerReading::unknown;
    Health health = Health::unknown;
    bool unitLight = false;
    std::optional<int> watts;
    std::vector<HealthItem> diagnostics;
    bool operator==(const OaServerStatus&) const = default;
};

struct OaPowerSettings { // as the command line words them
    std::string mode;
    std::string dynamicPower;
    std::string limit;
    int capacityWatts = 0;
    int availableWatts = 0;
    int allocatedWatts = 0;
    int presentWatts = 0;
    bool operator==(const OaPowerSettings&) const = default;
};

// Who answers at an address, told without a login.
struct DeviceIdentity {
    enum class Kind { oa, ilo };
    Kind kind = Kind::ilo;
    std::string processor;    // "Integrated Lights-Out 4 (iLO 4)"
    std::string firmware;     // of the processor
    std::string product;      // of the blade or the enclosure
    std::string serialNumber; // of the blade or the enclosure
    std::string uuid;
    std::string enclosure;
    std::string rack;
    BayNumber bay = 0;      // iLO: the bay it says it sits in; 0 when it does not say
    std::string oaAddress;  // iLO: the OA above it
    std::string dateTime;   // OA: its clock, local time
    std::string timeZone;   // OA
    std::vector<Nic> nics;  // iLO
    std::vector<DeviceBay> blades; // OA: what it tells of each
    bool operator==(const DeviceIdentity&) const = default;
};

} // namespace seedbed
