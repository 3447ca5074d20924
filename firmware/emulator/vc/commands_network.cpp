// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

const std::initializer_list<std::string_view> kProperties = {
    "uplinkset", "vlanid",        "state",     "private",      "nativevlan", "vlantunnel",
    "smartlink", "prefspeedtype", "prefspeed", "maxspeedtype", "maxspeed",   "connectionmode"};

// "<x>SpeedType=Custom <x>Speed=<Mb>"; any other type means none.
tl::expected<int, std::string> speedOf(const CommandLine& line, const std::string& prefix, int before) {
    auto type = line.property(prefix + "speedtype");
    auto speed = wholeNumber(line, prefix + "speed", before);
    if (!speed || !type) {
        return speed;
    }
    bool custom = iequals(*type, "Custom");
    if (!custom && !iequals(*type, "Auto") && !iequals(*type, "Unrestricted")) {
        return refuse(fmt::format(words::badValue, prefix + "speedtype", *type));
    }
    if (custom && *speed == 0) {
        return refuse(fmt::format(words::missing, prefix + "speed"));
    }
    return custom ? *speed : 0;
}

struct Flag {
    const char* property;
    bool Network::*field;
};
constexpr Flag kFlags[] = {{"state", &Network::enabled},
                           {"private", &Network::isPrivate},
                           {"nativevlan", &Network::nativeVlan},
                           {"vlantunnel", &Network::tunnel},
                           {"smartlink", &Network::smartLink}};

// The properties of the line put into the network.
Outcome read(const CommandLine& line, Network& network) {
    if (auto known = onlyProperties(line, kProperties); !known) {
        return known;
    }
    for (const auto& flag : kFlags) {
        auto value = enabled(line, flag.property, network.*flag.field);
        if (!value) {
            return refuse(value.error());
        }
        network.*flag.field = *value;
    }
    auto vlan = wholeNumber(line, "vlanid", network.vlan);
    auto preferred = speedOf(line, "pref", network.preferredMb);
    auto maximum = speedOf(line, "max", network.maxMb);
    for (const auto* number : {&vlan, &preferred, &maximum}) {
        if (!*number) {
            return refuse(number->error());
        }
    }
    if (auto mode = readMode(line, network.mode); !mode) {
        return mode;
    }
    network.uplinkSet = line.property("uplinkset").value_or(network.uplinkSet);
    network.vlan = *vlan;
    network.preferredMb = *preferred;
    network.maxMb = *maximum;
    return {};
}

Output add(const Call& call) {
    auto name = argument(call.line, 0, "NetworkName");
    if (!name) {
        return error(name.error());
    }
    Network network;
    network.name = *name;
    if (auto given = read(call.line, network); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return addNetwork(domain, network); });
    return report(outcome, "Network added : " + *name);
}

Output change(const Call& call) {
    auto name = argument(call.line, 0, "NetworkName");
    if (!name) {
        return error(name.error());
    }
    const auto* found = findNetwork(call.domain(), *name);
    if (found == nullptr) {
        return error(fmt::format(words::notFound, "Network", *name));
    }
    auto network = *found;
    if (auto given = read(call.line, network); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return changeNetwork(domain, network); });
    return report(outcome, "Network modified : " + *name);
}

Outcome removeAll(Domain& domain) {
    while (!domain.networks.empty()) {
        if (auto removed = removeNetwork(domain, domain.networks.front().name); !removed) {
            return removed;
        }
    }
    return {};
}

Output remove(const Call& call) {
    auto name = argument(call.line, 0, "NetworkName");
    if (!name) {
        return error(name.error());
    }
    auto outcome = call.module.change(
        [&](Domain& domain) { return *name == "*" ? removeAll(domain) : removeNetwork(domain, *name); });
    return report(outcome, "Network removed : " + *name);
}

Record record(const Call& call, const Network& network) {
    bool shared = !network.uplinkSet.empty();
    return {{"Name", network.name},
            {"Status", healthWord(networkHealth(call.domain(), call.module.chassis(), network))},
            {"Smart Link", onOff(network.smartLink)},
            {"State", onOff(network.enabled)},
            {"Connection Mode", shared ? "" : modeWord(network.mode)},
            {"Shared Uplink Set", network.uplinkSet},
            {"VLAN ID", shared ? std::to_string(network.vlan) : ""},
            {"Native VLAN", onOff(network.nativeVlan)},
            {"Private", onOff(network.isPrivate)},
            {"VLAN Tunnel", onOff(network.tunnel)},
            {"Preferred Speed", network.preferredMb == 0 ? "Auto" : speedText(network.preferredMb)},
            {"Max Speed", network.maxMb == 0 ? "Unrestricted" : speedText(network.maxMb)}};
}

Output show(const Call& call) {
    const auto& networks = call.domain().networks;
    auto wanted = wantsRecords(call.line) ? call.line.arguments[0] : "*";
    if (wanted != "*" && findNetwork(call.domain(), wanted) == nullptr) {
        return error(fmt::format(words::notFound, "Network", wanted));
    }
    if (networks.empty()) {
        return plain("No networks exist\n\n");
    }
    std::vector<Record> records;
    Table table{"", {"Name", "Status", "Shared Uplink Set", "VLAN ID", "Native VLAN", "Private"}, {}};
    for (const auto& network : networks) {
        if (wanted == "*" || network.name == wanted) {
            auto made = record(call, network);
            table.rows.push_back({network.name, made[1].second, network.uplinkSet, made[6].second,
                                  made[7].second, made[8].second});
            records.push_back(std::move(made));
        }
    }
    return plain(wantsRecords(call.line) ? recordsText(records) : tableText(table));
}

constexpr CommandRow kRows[] = {
    {"add", "network",
     "<NetworkName> [-quiet] [UplinkSet=<name> VLanID=<id> | ConnectionMode=<Auto|Failover>] [NativeVLAN=] [Private=] "
     "[VLanTunnel=] [SmartLink=] [State=]", add},
    {"set", "network", "<NetworkName> [SmartLink=] [State=] [Private=] [PrefSpeedType= PrefSpeed=] [MaxSpeedType= MaxSpeed=]",
     change},
    {"remove", "network", "<NetworkName | *>", remove},
    {"show", "network", "[<NetworkName | *>]", show},
};

} // namespace

std::span<const CommandRow> networkCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
