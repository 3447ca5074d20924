// SPDX-License-Identifier: GPL-3.0-or-later
// What one blade's management processor (iLO) tells, whichever door it was asked at. Plain values: made by the
// iLO clients, handed around as const. Text fields are empty and numbers zero where the iLO said nothing.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/model/enclosure.hpp"

namespace seedbed {

struct IloFirmware {
    std::string version;   // "2.03"
    std::string date;      // "Nov 07 2014"
    std::string licence;   // "iLO Advanced for BladeSystem"
    std::string processor; // "iLO4"
    bool operator==(const IloFirmware&) const = default;
};

struct HostIdentity {
    std::string product;
    std::string serialNumber;
    std::string uuid;      // canonical, as the host's operating system sees it
    std::string romFamily; // "I31"
    std::string romDate;   // "06/01/2014"
    std::vector<Nic> nics; // ports "1", "2", "iLO"
    bool operator==(const HostIdentity&) const = default;
};

struct IloPrivileges {
    bool admin = false; // may administer user accounts
    bool remoteConsole = false;
    bool resetServer = false; // power and reset
    bool virtualMedia = false;
    bool configureIlo = false;
    bool operator==(const IloPrivileges&) const = default;
};

struct IloUser {
    std::string login;
    std::string name;
    IloPrivileges privileges;
    bool operator==(const IloUser&) const = default;
};

// What a blade starts from.
enum class BootSource { unknown, normal, floppy, cdrom, disk, usb, setup, network };
std::string_view toString(BootSource source);

struct BootOrder {
    std::vector<BootSource> sources; // first one first
    bool operator==(const BootOrder&) const = default;
};

struct HealthItem {
    std::string name; // "FANS", "Proc 1"
    std::string word; // as the iLO says it
    Health health = Health::unknown;
    bool operator==(const HealthItem&) const = default;
};

struct Temperature {
    std::string label; // "02-CPU 1"
    Health health = Health::unknown;
    std::optional<int> celsius;
    std::optional<int> caution;
    std::optional<int> critical;
    bool operator==(const Temperature&) const = default;
};

struct FirmwareEntry {
    std::string name; // "HP ProLiant System ROM"
    std::string version;
    bool operator==(const FirmwareEntry&) const = default;
};

struct Drive {
    std::string label;
    std::string model;
    std::string serialNumber;
    std::string capacity; // as told: "279 GB"
    Health health = Health::unknown;
    bool operator==(const Drive&) const = default;
};

struct EmbeddedHealth {
    std::vector<HealthItem> glance; // one a subsystem
    std::vector<HealthItem> processors;
    std::vector<Temperature> temperatures;
    std::vector<FirmwareEntry> firmware;
    std::vector<Nic> nics;
    std::vector<Drive> drives;
    int memoryMb = 0;
    std::optional<int> watts;
    Health worst() const; // of the glance; unknown when it says nothing
    bool operator==(const EmbeddedHealth&) const = default;
};

// One line of the iLO's own log or of the machine's (IML). Repeats grow `count`; `severity` may turn to
// "Repaired". (initial, kind, text) is what stays.
struct LogRecord {
    std::string severity; // Informational, Caution, Critical, Repaired
    std::string kind;     // "Power", "iLO 4"
    std::string initial;  // "11/27/2014 10:00", the iLO's local time; "[NOT SET]" before it had one
    std::string last;
    int count = 0;
    std::string text;
    bool operator==(const LogRecord&) const = default;
};

struct NetworkSettings {
    bool enabled = true;
    bool dhcp = false;
    std::string address;
    std::string netmask;
    std::string gateway;
    std::string macAddress;
    std::string dnsName;
    std::string domain;
    std::vector<std::string> dnsServers;
    std::vector<std::string> timeServers;
    bool timeFromDhcp = false; // the DHCP server says which; those above are not asked
    std::string timeZone;
    bool operator==(const NetworkSettings&) const = default;
};

struct GlobalSettings {
    std::optional<bool> ipmiOverLan; // nothing when the firmware does not say
    int sessionTimeoutMinutes = 0;
    int httpsPort = 0;
    int sshPort = 0;
    int shortestPassword = 0;
    bool operator==(const GlobalSettings&) const = default;
};

enum class MediaDrive { cdrom, floppy };

struct VirtualMedia {
    bool inserted = false;
    bool connected = false;
    bool writeProtected = true;
    std::string bootOption; // NO_BOOT, BOOT_ONCE, BOOT_ALWAYS
    std::string url;
    bool operator==(const VirtualMedia&) const = default;
};

// The device's clock and how long the question took: it is known no better than that.
struct DeviceClock {
    std::chrono::system_clock::time_point device;
    std::chrono::system_clock::time_point asked; // ours, half way through the question
    std::chrono::milliseconds uncertainty{0};
    std::chrono::seconds skew() const; // positive: the device is ahead
};

} // namespace seedbed
