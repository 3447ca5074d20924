// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/site/connectivity.hpp"

#include <fmt/format.h>

namespace seedbed {
namespace {

int speedAt(FieldReader& read, const std::string& at) {
    return read.has(at) ? read.number(at, vc::speedStepMb, vc::portSpeedMb) : 0;
}

vc::UplinkPortIntent readPort(FieldReader& read, const std::string& at) {
    vc::UplinkPortIntent port;
    if (!read.isMapping(at)) {
        port.id = read.text(at);
        return port;
    }
    read.onlyKeys(at, {"port", "speed", "sfp"});
    port.id = read.text(at + "/port");
    port.speedMb = speedAt(read, at + "/speed");
    port.sfp = read.optionalText(at + "/sfp").value_or("");
    return port;
}

std::vector<vc::UplinkPortIntent> readPorts(FieldReader& read, const std::string& at) {
    std::vector<vc::UplinkPortIntent> ports;
    for (std::size_t i = 0; i < read.count(at); ++i) {
        ports.push_back(readPort(read, fmt::format("{}/{}", at, i)));
    }
    return ports;
}

vc::NetworkIntent readNetwork(FieldReader& read, const std::string& at) {
    read.onlyKeys(at, {"name", "vlan", "native", "uplink-set", "ports", "tunnel", "private", "smart-link",
                       "preferred-speed", "max-speed", "mtu"});
    vc::NetworkIntent network;
    network.name = read.text(at + "/name");
    network.ports = readPorts(read, at + "/ports");
    if (network.ports.empty() || read.has(at + "/vlan")) { // untagged on ports of its own
        network.vlan = read.number(at + "/vlan", 1, 4094);
    }
    network.native = read.flag(at + "/native");
    network.uplinkSet = read.optionalText(at + "/uplink-set").value_or("");
    network.tunnel = read.flag(at + "/tunnel");
    network.isPrivate = read.flag(at + "/private");
    network.smartLink = read.flag(at + "/smart-link");
    network.preferredMb = speedAt(read, at + "/preferred-speed");
    network.maximumMb = speedAt(read, at + "/max-speed");
    network.mtu = read.has(at + "/mtu") ? read.number(at + "/mtu", 576, 9216) : network.mtu;
    return network;
}

vc::UplinkSetIntent readUplinkSet(FieldReader& read, const std::string& at) {
    read.onlyKeys(at, {"name", "ports", "mode"});
    vc::UplinkSetIntent set;
    set.name = read.text(at + "/name");
    set.ports = readPorts(read, at + "/ports");
    if (set.ports.empty()) {
        read.refuse("SITE-MISSING", at + "/ports", "a list with at least one entry is needed", "add it");
    }
    const auto mode = read.optionalText(at + "/mode").value_or("auto");
    if (mode != "auto" && mode != "failover") {
        read.refuse("SITE-VALUE", at + "/mode", "there is no mode " + mode, "write auto or failover");
    }
    set.mode = mode == "failover" ? vc::ConnectionMode::failover : vc::ConnectionMode::automatic;
    return set;
}

vc::FlexNicIntent readFlexNic(FieldReader& read, const std::string& at) {
    vc::FlexNicIntent nic;
    if (!read.isMapping(at)) {
        const auto name = read.text(at);
        nic.network = name == "unused" ? "" : name;
        return nic;
    }
    read.onlyKeys(at, {"network", "speed", "networks", "untagged"});
    nic.speedMb = speedAt(read, at + "/speed");
    if (read.has(at + "/networks")) {
        nic.networks = read.texts(at + "/networks");
        nic.untagged = read.optionalText(at + "/untagged").value_or("");
    }
    if (nic.networks.empty() || read.has(at + "/network")) {
        nic.network = read.text(at + "/network");
    }
    return nic;
}

} // namespace

std::vector<vc::NetworkIntent> readNetworks(FieldReader& read) {
    std::vector<vc::NetworkIntent> networks;
    for (std::size_t i = 0; i < read.count("/networks"); ++i) {
        networks.push_back(readNetwork(read, fmt::format("/networks/{}", i)));
    }
    if (networks.empty()) {
        read.refuse("SITE-MISSING", "/networks", "at least one network is needed", "add it");
    }
    return networks;
}

std::vector<vc::UplinkSetIntent> readUplinkSets(FieldReader& read) {
    std::vector<vc::UplinkSetIntent> sets;
    if (read.has("/uplink-set") || !read.has("/uplink-sets")) {
        sets.push_back(readUplinkSet(read, "/uplink-set"));
    }
    for (std::size_t i = 0; i < read.count("/uplink-sets"); ++i) {
        sets.push_back(readUplinkSet(read, fmt::format("/uplink-sets/{}", i)));
    }
    if (sets.empty()) {
        read.refuse("SITE-MISSING", "/uplink-sets", "a list with at least one entry is needed", "add it");
    }
    return sets;
}

std::vector<vc::AccessGroup> readAccessGroups(FieldReader& read) {
    std::vector<vc::AccessGroup> groups;
    for (std::size_t i = 0; i < read.count("/access-groups"); ++i) {
        const auto at = fmt::format("/access-groups/{}", i);
        read.onlyKeys(at, {"name", "networks"});
        groups.push_back({read.text(at + "/name"), read.texts(at + "/networks")});
    }
    return groups;
}

VirtualConnectSpec readVirtualConnect(FieldReader& read) {
    const std::string at = "/virtual-connect";
    VirtualConnectSpec spec;
    if (!read.has(at)) {
        return spec;
    }
    read.onlyKeys(at, {"mac-pool", "vlan-capacity", "unused-flexnics"});
    if (read.has(at + "/mac-pool")) {
        spec.macPool = read.number(at + "/mac-pool", 1, 64);
    }
    if (const auto capacity = read.optionalText(at + "/vlan-capacity")) {
        if (*capacity != "legacy" && *capacity != "expanded") {
            read.refuse("SITE-VALUE", at + "/vlan-capacity", "there is no VLAN capacity " + *capacity,
                        "write legacy or expanded");
        }
        spec.vlanCapacity = *capacity == "expanded" ? vc::VlanCapacity::expanded : vc::VlanCapacity::legacy;
    }
    const auto unused = read.optionalText(at + "/unused-flexnics").value_or("hidden");
    if (unused != "hidden" && unused != "shown") {
        read.refuse("SITE-VALUE", at + "/unused-flexnics", "they cannot be " + unused,
                    "write hidden or shown");
    }
    spec.hideUnused = unused != "shown";
    return spec;
}

std::vector<vc::FlexNicIntent> readFlexNics(FieldReader& read, const std::string& at) {
    std::vector<vc::FlexNicIntent> nics;
    for (std::size_t i = 0; i < read.count(at); ++i) {
        nics.push_back(readFlexNic(read, fmt::format("{}/{}", at, i)));
    }
    if (nics.empty()) {
        read.refuse("SITE-MISSING", at, "a list with at least one entry is needed", "add it");
    }
    return nics;
}

} // namespace seedbed
