// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/config_script.hpp"

#include <fmt/format.h>

namespace seedbed::emulator::vc {
namespace {

std::string domainLines(const Domain& domain) {
    std::string text = fmt::format("set domain Name={}", domain.name);
    switch (domain.macType) {
    case MacType::vcDefined:
        text += fmt::format(" MacType=VC-Defined MacPool={}", domain.macPool);
        break;
    case MacType::factory:
        text += " MacType=Factory-Default";
        break;
    case MacType::userDefined:
        text += fmt::format(" MacType=User-Defined MacStart={} MacEnd={}", domain.macStart.withDashes(),
                            domain.macEnd.withDashes());
        break;
    }
    return text + "\n" + (domain.expandedVlans ? "set enet-vlan -quiet VlanCapacity=Expanded\n" : "");
}

std::string networkLines(const Network& network) {
    auto text = fmt::format("add network {} -quiet", network.name);
    if (!network.uplinkSet.empty()) {
        text += fmt::format(" UplinkSet={} VLanID={}", network.uplinkSet, network.vlan);
    }
    text += fmt::format(" State={}", network.enabled ? "Enabled" : "Disabled");
    text += network.isPrivate ? " Private=Enabled" : "";
    text += network.nativeVlan ? " NativeVLAN=Enabled" : "";
    text += network.tunnel ? " VLanTunnel=Enabled" : "";
    text += "\n";
    auto set = fmt::format("set network {}", network.name);
    text += network.smartLink ? set + " SmartLink=Enabled\n" : "";
    text += network.preferredMb != 0
                ? fmt::format("{} PrefSpeedType=Custom PrefSpeed={}\n", set, network.preferredMb)
                : "";
    text += network.maxMb != 0 ? fmt::format("{} MaxSpeedType=Custom MaxSpeed={}\n", set, network.maxMb) : "";
    return text;
}

std::string portLine(const UplinkPort& port) {
    auto owner = port.uplinkSet.empty() ? "Network=" + port.network : "UplinkSet=" + port.uplinkSet;
    return fmt::format("add uplinkport enc0:1:{} {} Speed={}\n", port.port, owner, port.speed);
}

std::string connectionLines(const Profile& profile, std::size_t index) {
    const auto& connection = profile.connections[index];
    auto text = fmt::format("add enet-connection {}", profile.name);
    text += connection.network.empty() ? "" : " Network=" + connection.network;
    text += fmt::format(" pxe={} SpeedType={}", pxeWord(connection.pxe), speedWord(connection.speed));
    text += connection.speed == SpeedType::custom ? fmt::format(" Speed={}", connection.customMb) : "";
    text += "\n";
    for (const auto& mapping : connection.mappings) {
        text += fmt::format("add server-port-map {}:{} {} VLanId={} UnTagged={}\n", profile.name, index + 1,
                            mapping.network, mapping.vlan, mapping.untagged);
    }
    return text;
}

std::string profileLines(const Profile& profile) {
    auto text = fmt::format("add profile {} -nodefaultenetconn{}\n", profile.name,
                            profile.hideUnused ? "" : " HideUnusedFlexNICs=false");
    for (std::size_t index = 0; index < profile.connections.size(); ++index) {
        text += connectionLines(profile, index);
    }
    text += profile.bay != 0 ? fmt::format("assign profile {} enc0:{}\n", profile.name, profile.bay) : "";
    return text;
}

} // namespace

const char* pxeWord(Pxe pxe) {
    return pxe == Pxe::enabled ? "enabled" : pxe == Pxe::disabled ? "disabled" : "useBios";
}

const char* speedWord(SpeedType type) {
    switch (type) {
    case SpeedType::automatic:
        return "auto";
    case SpeedType::custom:
        return "custom";
    case SpeedType::disabled:
        return "disabled";
    default:
        return "preferred";
    }
}

// In the order in which one needs the other.
std::string configScript(const Domain& domain) {
    auto text = domainLines(domain);
    for (const auto& set : domain.uplinkSets) {
        text += fmt::format("add uplinkset {}\n", set.name);
    }
    for (const auto& network : domain.networks) {
        text += networkLines(network);
    }
    for (const auto& port : domain.uplinkPorts) {
        text += portLine(port);
    }
    for (const auto& profile : domain.profiles) {
        text += profileLines(profile);
    }
    return text;
}

} // namespace seedbed::emulator::vc
