// SPDX-License-Identifier: GPL-3.0-or-later
// One snapshot of a chassis as its Onboard Administrator tells it. Plain values: made once by the OA client,
// handed around as const. Text fields are empty and numbers zero where the OA said nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed {

enum class Presence { unknown, absent, present, subsumed };
enum class PowerReading { unknown, off, on };
enum class PowerCommand { on, off, softOff, reset };
enum class Health { unknown, ok, degraded, failed };

std::string_view toString(Presence presence);
std::string_view toString(PowerReading power);
std::string_view toString(PowerCommand command);
std::string_view toString(Health health);

struct Cpu {
    std::string type;
    int speedMhz = 0;
    bool operator==(const Cpu&) const = default;
};

struct Nic {
    std::string port; // "NIC 1", "iLO"
    MacAddress mac;
    bool operator==(const Nic&) const = default;
};

// The management processor (iLO) of a device bay.
struct ManagementEndpoint {
    std::string address;
    std::string macAddress;
    std::string dnsName;
    std::string model; // "iLO4"
    std::string firmware;
    bool operator==(const ManagementEndpoint&) const = default;
};

// What changes from minute to minute about one blade.
struct BladeStatus {
    BayNumber bay = 0;
    Presence presence = Presence::unknown;
    PowerReading power = PowerReading::unknown;
    Health health = Health::unknown;
    bool unitLight = false;
    int wattsConsumed = 0;
    bool operator==(const BladeStatus&) const = default;
};

struct DeviceBay {
    BayNumber number = 0;
    BladeStatus status;
    std::string product;
    std::string manufacturer;
    std::string serialNumber;
    std::string partNumber;
    std::string uuid;
    std::string serverName;
    std::string romVersion;
    int memoryMb = 0;
    std::vector<Cpu> cpus;
    std::vector<Nic> nics;
    ManagementEndpoint ilo;

    bool present() const { return status.presence == Presence::present; }
    bool operator==(const DeviceBay&) const = default;
};

struct Interconnect {
    int bay = 0;
    Presence presence = Presence::unknown;
    PowerReading power = PowerReading::unknown;
    Health health = Health::unknown;
    std::string product;
    std::string serialNumber;
    std::string partNumber;
    std::string address; // in-band management address
    std::string url;     // of its own management pages
    std::string firmware;
    bool operator==(const Interconnect&) const = default;
};

struct PowerSupply {
    int bay = 0;
    Presence presence = Presence::unknown;
    Health health = Health::unknown;
    std::string product;
    std::string serialNumber;
    int capacityWatts = 0;
    int outputWatts = 0;
    bool operator==(const PowerSupply&) const = default;
};

struct PowerSubsystem {
    Health health = Health::unknown;
    std::string redundancyMode; // AC_REDUNDANT, POWER_SUPPLY_REDUNDANT, NON_REDUNDANT
    bool redundant = false;
    int capacityWatts = 0;
    int consumedWatts = 0;
    bool operator==(const PowerSubsystem&) const = default;
};

struct Fan {
    int bay = 0;
    Presence presence = Presence::unknown;
    Health health = Health::unknown;
    std::string product;
    int rpm = 0;
    int maxRpm = 0;
    bool operator==(const Fan&) const = default;
};

struct OaModule {
    int bay = 0;
    std::string name;
    std::string address;
    std::string macAddress;
    std::string firmware;
    bool active = false;
    bool operator==(const OaModule&) const = default;
};

// The Virtual Connect domain that claims the enclosure, as the OA holds it.
struct VcMode {
    bool claimed = false;
    std::string url;
    std::string domainId;
    std::string domainName;
    bool operator==(const VcMode&) const = default;
};

struct Enclosure {
    std::string name;
    std::string rackName;
    std::string product;
    std::string serialNumber;
    std::string partNumber;
    std::string uuid;
    int deviceBayCount = 0;
    int interconnectBayCount = 0;
    Health health = Health::unknown;
    std::vector<OaModule> oas;
    std::vector<DeviceBay> bays; // all bays, in order; empty ones say absent
    std::vector<Interconnect> interconnects;
    PowerSubsystem power;
    std::vector<PowerSupply> powerSupplies;
    std::vector<Fan> fans;
    VcMode vcMode;
    std::vector<Error> gaps; // what the OA would not tell; everything that belongs to it is left empty above

    const DeviceBay* bay(BayNumber number) const; // nullptr when there is no such bay
    const OaModule* activeOa() const;             // nullptr when none says it is active
};

} // namespace seedbed
