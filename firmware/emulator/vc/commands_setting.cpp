// SPDX-License-Identifier: GPL-3.0-or-later
// Settings of the module: VLAN capacity, MAC cache, loop protection, port monitor, LLDP, throughput, idle sessions.
#include <algorithm>

#include <fmt/format.h>

#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

// Puts what the line gives into a copy of the settings, which then becomes the domain's.
Output changed(const Call& call, const Settings& settings, const Outcome& given, const std::string& what) {
    if (!given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) -> Outcome {
        domain.settings = settings;
        return {};
    });
    return report(outcome, what + " properties modified");
}

Output setEnetVlan(const Call& call) {
    auto settings = call.domain().settings;
    std::string capacity = call.domain().expandedVlans ? "Expanded" : "Legacy";
    Given given(call.line, {"vlancapacity", "sharedservervlanid"});
    given.word("vlancapacity", capacity, {"Legacy", "Expanded"}).flag("sharedservervlanid", settings.sharedServerVlans);
    if (!given.outcome()) {
        return error(given.outcome().error());
    }
    if (call.line.properties.empty()) {
        return error(fmt::format(words::missing, "VlanCapacity"));
    }
    bool expanded = capacity == "Expanded";
    if (call.domain().expandedVlans && !expanded) {
        return error(words::capacityFixed);
    }
    auto outcome = call.module.change([&](Domain& domain) -> Outcome {
        domain.expandedVlans = expanded;
        domain.settings = settings;
        return {};
    });
    return report(outcome, "Ethernet VLAN properties modified");
}

Output showEnetVlan(const Call& call) {
    return plain(recordsText({{{"VLAN Tag Control", "Map"},
                               {"Shared Server VLAN ID", onOff(call.domain().settings.sharedServerVlans)},
                               {"VLAN Capacity", call.domain().expandedVlans ? "Expanded" : "Legacy"}}}));
}

Output setMacCache(const Call& call) {
    constexpr int least = 1, most = 30;
    auto settings = call.domain().settings;
    Given given(call.line, {"enabled", "refresh"});
    given.flag("enabled", settings.macCache).number("refresh", settings.macCacheSeconds, least, most);
    return changed(call, settings, given.outcome(), "MAC cache");
}

Output showMacCache(const Call& call) {
    const auto& settings = call.domain().settings;
    return plain(recordsText({{{"Enabled", settings.macCache ? "true" : "false"},
                               {"Refresh Interval", std::to_string(settings.macCacheSeconds)}}}));
}

Output setLoopProtect(const Call& call) {
    auto settings = call.domain().settings;
    Given given(call.line, {"enabled"});
    given.flag("enabled", settings.loopProtect);
    return changed(call, settings, given.outcome(), "Loop protection");
}

Output resetLoopProtect(const Call&) {
    return success("Loop protection reset");
}

Output showLoopProtect(const Call& call) {
    return plain(recordsText({{{"Network Loop Protection", onOff(call.domain().settings.loopProtect)}, {"Ports Disabled", ""}}}));
}

Output setLldp(const Call& call) {
    auto settings = call.domain().settings;
    Given given(call.line, {"enabled"});
    given.flag("enabled", settings.lldp);
    return changed(call, settings, given.outcome(), "LLDP");
}

Output setPortMonitor(const Call& call) {
    auto settings = call.domain().settings;
    Given given(call.line, {"enabled"});
    given.flag("enabled", settings.portMonitor);
    return changed(call, settings, given.outcome(), "Port monitor");
}

Output addPortMonitor(const Call& call) {
    auto id = argument(call.line, 0, "PortID");
    if (!id) {
        return error(id.error());
    }
    auto settings = call.domain().settings;
    MonitoredPort port{lower(*id), "Both"};
    Given given(call.line, {"direction"});
    given.word("direction", port.direction, {"Both", "FromServer", "ToServer"});
    auto known = std::any_of(settings.monitoredPorts.begin(), settings.monitoredPorts.end(),
                             [&](const auto& other) { return other.port == port.port; });
    if (known) {
        return error(fmt::format(words::alreadyExists, "Port monitor", *id));
    }
    settings.monitoredPorts.push_back(port);
    return changed(call, settings, given.outcome(), "Port monitor");
}

Output removePortMonitor(const Call& call) {
    auto id = argument(call.line, 0, "PortID");
    if (!id) {
        return error(id.error());
    }
    auto settings = call.domain().settings;
    auto gone = std::erase_if(settings.monitoredPorts,
                              [&](const auto& port) { return *id == "*" || port.port == lower(*id); });
    return gone == 0 ? error(fmt::format(words::notFound, "Port monitor", *id))
                     : changed(call, settings, {}, "Port monitor");
}

Output showPortMonitor(const Call& call) {
    const auto& settings = call.domain().settings;
    std::vector<Record> records{{{"Port Monitor", onOff(settings.portMonitor)}}};
    for (const auto& port : settings.monitoredPorts) {
        records.push_back({{"Port", port.port}, {"Direction", port.direction}});
    }
    return plain(recordsText(records));
}

Output setThroughput(const Call& call) {
    constexpr int off = 0, most = 60;
    auto settings = call.domain().settings;
    Given given(call.line, {"samplerate"});
    given.number("samplerate", settings.throughputMinutes, off, most);
    return changed(call, settings, given.outcome(), "Throughput statistics");
}

Output showThroughput(const Call& call) {
    const auto minutes = call.domain().settings.throughputMinutes;
    return plain(recordsText({{{"Throughput Statistics", onOff(minutes != 0)},
                               {"Sample Rate", fmt::format("{} minutes", minutes)}}}));
}

Output setSession(const Call& call) {
    constexpr int least = 5, most = 1440;
    auto settings = call.domain().settings;
    Given given(call.line, {"timeout"});
    given.number("timeout", settings.sessionMinutes, least, most);
    return changed(call, settings, given.outcome(), "Session");
}

Output showSession(const Call& call) {
    return plain(recordsText({{{"User", call.session.user},
                               {"Privileges", call.session.privileges},
                               {"Session Timeout", fmt::format("{} minutes", call.domain().settings.sessionMinutes)}}}));
}

constexpr CommandRow kRows[] = {
    {"set", "enet-vlan", "[-quiet] [VlanCapacity=<Legacy|Expanded>] [SharedServerVlanId=<true|false>]", setEnetVlan},
    {"show", "enet-vlan", "", showEnetVlan},
    {"set", "mac-cache", "[Enabled=<true|false>] [Refresh=<1-30>]", setMacCache},
    {"show", "mac-cache", "", showMacCache},
    {"set", "loop-protect", "Enabled=<true|false>", setLoopProtect},
    {"reset", "loop-protect", "", resetLoopProtect},
    {"show", "loop-protect", "", showLoopProtect},
    {"set", "lldp", "Enabled=<true|false>", setLldp},
    {"set", "port-monitor", "Enabled=<true|false>", setPortMonitor},
    {"add", "port-monitor", "<PortID> [Direction=<Both|FromServer|ToServer>]", addPortMonitor},
    {"remove", "port-monitor", "<PortID | *>", removePortMonitor},
    {"show", "port-monitor", "", showPortMonitor},
    {"set", "statistics-throughput", "SampleRate=<minutes>", setThroughput},
    {"show", "statistics-throughput", "", showThroughput},
    {"set", "session", "Timeout=<minutes>", setSession},
    {"set", "session-timeout", "Timeout=<minutes>", setSession},
    {"show", "session", "", showSession, false},
};

} // namespace

std::span<const CommandRow> settingCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
