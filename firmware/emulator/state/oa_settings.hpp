// SPDX-License-Identifier: GPL-3.0-or-later
// What can be set at the Onboard Administrator: users, EBIPA, names, services, SNMP, time. One value in Chassis,
// behind SOAP, command line, xmldata and SNMP. Plain data; I/O thread only.
#pragma once

#include <array>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::emulator {

struct OaUser {
    std::string login;
    Secret password;
    std::string access = "ADMINISTRATOR"; // OPERATOR, USER
    bool enabled = true;
    bool oaAccess = true;
    std::set<int> serverBays;
    std::set<int> interconnectBays;
    std::string fullName;
    std::string contact;
};

struct EbipaEntry {
    bool enabled = false;
    std::string address, netmask, gateway, domain;
    std::vector<std::string> dns; // at most three
    std::array<std::string, 2> ntp;
    bool operator==(const EbipaEntry&) const = default;
};

struct SnmpReceiver {
    std::string address;
    std::uint16_t port = 162;
    std::string community = "public";
    bool operator==(const SnmpReceiver&) const = default;
};

struct OaSettings {
    std::string rackName, enclosureName, assetTag, oaName;
    bool enclosureUid = false;
    bool oaUid = false;
    std::vector<OaUser> users;
    std::array<EbipaEntry, 8> ebipaServer;
    std::array<EbipaEntry, 4> ebipaInterconnect;
    std::map<std::string, bool> services; // "TELNET", "SECURESH", "HTTPS", "SNMP", "NTP", "XMLREPLY", ...
    std::string snmpRead = "public", snmpWrite, snmpContact, snmpLocation;
    std::vector<SnmpReceiver> trapReceivers;
    std::string ntpPrimary, ntpSecondary, timezone = "UTC";

    OaUser* user(std::string_view login); // nullptr when there is none
    const OaUser* user(std::string_view login) const;
    bool service(const std::string& name) const;
};

} // namespace seedbed::emulator
