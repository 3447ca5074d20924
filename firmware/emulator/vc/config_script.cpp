// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/config_script.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "firmware/emulator/vc/rules.hpp"

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
    text += network.uplinkSet.empty() && network.mode == ConnectionMode::failover ? " ConnectionMode=Failover" : "";
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
    return fmt::format("add uplinkport enc0:1:{} {} Speed={}{}\n", port.port, owner, port.speed,
                       port.role == PortRole::secondary ? " Role=Secondary" : "");
}

// Its address, unless the pool gives it by itself when the lines are typed in order; `again` is what they make.
std::string addressProperties(Domain& again, const Profile& profile, const Connection& connection) {
    auto made = connection;
    made.mac = {};
    made.iscsiMac = {};
    auto copy = again;
    auto added = addConnection(copy, profile.name, made);
    const auto* there = findProfile(copy, profile.name);
    bool same = added && there->connections.back().mac == connection.mac &&
                there->connections.back().iscsiMac == connection.iscsiMac;
    auto* target = const_cast<Profile*>(findProfile(again, profile.name));
    target->connections.push_back(connection);
    return same ? "" : fmt::format(" AddressType=User-Defined EthernetMac={} ISCSIMac={}", connection.mac.withDashes(),
                                   connection.iscsiMac.withDashes());
}

std::string connectionLines(Domain& again, const Profile& profile, std::size_t index) {
    const auto& connection = profile.connections[index];
    auto text = fmt::format("add enet-connection {}", profile.name);
    text += connection.network.empty() ? "" : " Network=" + connection.network;
    text += fmt::format(" pxe={} SpeedType={}", pxeWord(connection.pxe), speedWord(connection.speed));
    text += connection.speed == SpeedType::custom ? fmt::format(" Speed={}", connection.customMb) : "";
    text += addressProperties(again, profile, connection) + "\n";
    for (const auto& mapping : connection.mappings) {
        text += fmt::format("add server-port-map {}:{} {} VLanId={} UnTagged={}\n", profile.name, index + 1,
                            mapping.network, mapping.vlan, mapping.untagged);
    }
    return text;
}

std::string profileLines(Domain& again, const Profile& profile) {
    auto text = fmt::format("add profile {} -nodefaultenetconn{}{}\n", profile.name,
                            profile.group == kDefaultGroup ? "" : " NAG=" + profile.group,
                            profile.hideUnused ? "" : " HideUnusedFlexNICs=false");
    auto empty = profile;
    empty.connections.clear();
    again.profiles.push_back(std::move(empty));
    for (std::size_t index = 0; index < profile.connections.size(); ++index) {
        text += connectionLines(again, profile, index);
    }
    text += profile.bay != 0 ? fmt::format("assign profile {} enc0:{}\n", profile.name, profile.bay) : "";
    return text;
}

// Passwords are not shown: users are added anew by hand.
std::string settingLines(const Settings& settings) {
    auto text = fmt::format("set mac-cache Enabled={} Refresh={}\n", settings.macCache, settings.macCacheSeconds);
    text += fmt::format("set loop-protect Enabled={}\n", settings.loopProtect);
    text += fmt::format("set lldp Enabled={}\n", settings.lldp);
    text += fmt::format("set statistics-throughput SampleRate={}\n", settings.throughputMinutes);
    text += fmt::format("set session-timeout Timeout={}\n", settings.sessionMinutes);
    text += settings.sharedServerVlans ? "set enet-vlan -quiet SharedServerVlanId=true\n" : "";
    for (const auto& port : settings.monitoredPorts) {
        text += fmt::format("add port-monitor {} Direction={}\n", port.port, port.direction);
    }
    text += settings.portMonitor ? "set port-monitor Enabled=true\n" : "";
    const auto& snmp = settings.snmp;
    text += fmt::format("set snmp enet ReadCommunity=\"{}\" Contact=\"{}\" Enabled={} SmisEnabled={}\n", snmp.readCommunity,
                        snmp.contact, snmp.enabled, snmp.smis);
    for (const auto& trap : settings.traps) {
        text += fmt::format("add snmp-trap {} Address={} Community=\"{}\" Format={} Severity=\"{}\" DomainCategories=\"{}\"\n",
                            trap.name, trap.address, trap.community, trap.format, trap.severity, trap.categories);
    }
    for (const auto& user : settings.users) {
        text += fmt::format("# user {} privileges={}: the password is not shown\n", user.name, user.privileges);
    }
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
        text += fmt::format("add uplinkset {}{}\n", set.name,
                            set.mode == ConnectionMode::failover ? " ConnectionMode=Failover" : "");
    }
    for (const auto& network : domain.networks) {
        text += networkLines(network);
    }
    for (const auto& port : domain.uplinkPorts) {
        text += portLine(port);
    }
    for (const auto& group : domain.groups) {
        text += fmt::format("add network-access-group {} Networks={}\n", group.name, fmt::join(group.networks, ","));
    }
    auto again = domain;
    again.profiles.clear();
    for (const auto& profile : domain.profiles) {
        text += profileLines(again, profile);
    }
    return text + settingLines(domain.settings);
}

} // namespace seedbed::emulator::vc
