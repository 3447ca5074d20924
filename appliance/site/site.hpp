// SPDX-License-Identifier: GPL-3.0-or-later
// What the engineer states: one YAML file, the only source of intent (design.md section 2). Unknown and duplicate
// keys are errors that name file, line and key. Pure but for reading files; any thread.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "appliance/site/address.hpp"
#include "appliance/site/recovery.hpp"
#include "oa-bridge/base/ids.hpp"
#include "oa-bridge/base/secret.hpp"
#include "vc-config/model/connectivity_intent.hpp"

namespace seedbed {

struct ChassisAccess {
    Ipv4Address oa;
    std::string user;
    std::filesystem::path passwordFile; // relative to the site file
    std::chrono::seconds ipmiInterval{5}; // between two IPMI sessions with an iLO that is polled
};

struct ProvisioningNetwork {
    std::string name; // of the VC network that carries it
    Ipv4Net cidr;
    Ipv4Address address; // ours: seed services, boot service, metadata
    std::string interface; // of the appliance
    Ipv4Address rangeFirst, rangeLast;
    bool trunk = false;    // the interface carries the site's other networks too, tagged as the uplink carries them
    std::chrono::seconds listen{10}; // for others on it who should not be there, twice
};

// Settings of the Virtual Connect domain as a whole: the optional key `virtual-connect`.
struct VirtualConnectSpec {
    int macPool = 1;                              // 1..64
    std::optional<vc::VlanCapacity> vlanCapacity; // absent: it is left as it is
    bool hideUnused = true;                       // a blade does not see the FlexNICs that it has no use for
};

// A finding that somebody takes the responsibility for, with name and reason; for one object, or all when it names none.
struct Waiver {
    std::string id; // "PF-13"
    std::string object;
    std::string name;
    std::string reason;
};

// What the customer's network serves, as far as the site names it.
struct NetworkServices {
    std::optional<Ipv4Address> gateway;
    std::vector<Ipv4Address> dns;
    std::string name; // that each of them must know, forward and back
    std::vector<Ipv4Address> ntp;
};

struct ServerEndpoint {
    Ipv4Address address;
    std::uint16_t port = 0;
    std::string toString() const;
};

// The external VLAN, as far as the site names something to look at from the appliance.
struct ExternalNetwork {
    std::string interface;       // of the appliance on that VLAN; empty: none
    std::vector<int> routerIds;  // of keepalived (VRRP), which ours are to have there
    std::vector<ServerEndpoint> reach; // what the firewall must let through, TCP
};

struct SiteSpec {
    std::string name;
    ChassisAccess chassis;
    ProvisioningNetwork provisioning;
    std::vector<vc::NetworkIntent> networks;
    std::vector<vc::UplinkSetIntent> uplinkSets; // the first carries the networks that name none
    std::vector<vc::AccessGroup> accessGroups;
    VirtualConnectSpec virtualConnect;
    std::string pack;
    std::vector<BayNumber> bays;
    std::vector<Waiver> waivers;
    RecoverySpec recovery;
    std::filesystem::path images; // directory with manifest.json
    std::optional<std::filesystem::path> nodesCsv; // the baremetal.csv that the site was made from
    NetworkServices services;
    ExternalNetwork external;
    AddressSpec address;          // what is asked for of OA and iLOs; nothing by default
    std::string text;             // as read, for the report
};

// Errors SITE-*, each naming file, line and key.
Result<SiteSpec> readSite(const std::filesystem::path& file);
Result<SiteSpec> parseSite(std::string_view text, const std::filesystem::path& file);

} // namespace seedbed
