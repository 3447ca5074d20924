// SPDX-License-Identifier: GPL-3.0-or-later
// Ethernet connections of profiles, and the several networks of one connection.
#include <charconv>

#include <fmt/format.h>

#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/connection_record.hpp"
#include "firmware/emulator/vc/wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

const std::initializer_list<std::string_view> kProperties = {"network", "pxe",         "speedtype",   "speed",
                                                            "addresstype", "ethernetmac", "iscsimac"};

tl::expected<Pxe, std::string> pxeOf(const CommandLine& line, Pxe before) {
    auto word = line.property("pxe");
    if (!word) {
        return before;
    }
    if (iequals(*word, "enabled")) {
        return Pxe::enabled;
    }
    if (iequals(*word, "disabled")) {
        return Pxe::disabled;
    }
    if (iequals(*word, "useBios")) {
        return Pxe::useBios;
    }
    return refuse(fmt::format(words::badValue, "PXE", *word));
}

tl::expected<SpeedType, std::string> speedTypeOf(const CommandLine& line, SpeedType before) {
    auto word = line.property("speedtype");
    if (!word) {
        return before;
    }
    if (iequals(*word, "auto")) {
        return SpeedType::automatic;
    }
    if (iequals(*word, "preferred")) {
        return SpeedType::preferred;
    }
    if (iequals(*word, "custom")) {
        return SpeedType::custom;
    }
    if (iequals(*word, "disabled")) {
        return SpeedType::disabled;
    }
    return refuse(fmt::format(words::badValue, "SpeedType", *word));
}

// "AddressType=User-Defined EthernetMac=... ISCSIMac=...": as "show config" writes an address that the pool would not
// give again.
Outcome readMacs(const CommandLine& line, Connection& connection) {
    struct Field {
        const char* property;
        MacAddress Connection::*mac;
    };
    constexpr Field fields[] = {{"ethernetmac", &Connection::mac}, {"iscsimac", &Connection::iscsiMac}};
    for (const auto& field : fields) {
        auto text = line.property(field.property);
        auto mac = MacAddress::parse(text.value_or("00-00-00-00-00-00"));
        if (!mac) {
            return refuse(fmt::format(words::badValue, field.property, *text));
        }
        connection.*field.mac = text ? *mac : connection.*field.mac;
    }
    return {};
}

Outcome read(const CommandLine& line, Connection& connection) {
    if (auto known = onlyProperties(line, kProperties); !known) {
        return known;
    }
    auto pxe = pxeOf(line, connection.pxe);
    auto type = speedTypeOf(line, connection.speed);
    auto speed = wholeNumber(line, "speed", connection.customMb);
    if (!pxe || !type || !speed) {
        return refuse(!pxe ? pxe.error() : !type ? type.error() : speed.error());
    }
    if (auto macs = readMacs(line, connection); !macs) {
        return macs;
    }
    connection.pxe = *pxe;
    connection.speed = *type;
    connection.customMb = *type == SpeedType::custom ? *speed : 0;
    if (auto network = line.property("network")) {
        connection.network = *network;
        connection.mappings.clear();
    }
    return {};
}

struct Place {
    std::string profile;
    int number = 0;
};

// "<profile> <port>" or, with a colon, "<profile>:<port>".
tl::expected<Place, std::string> placeOf(const std::string& profile, const std::string& number) {
    Place place;
    place.profile = profile;
    auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), place.number);
    if (code != std::errc() || end != number.data() + number.size()) {
        return refuse(fmt::format(words::notFound, "Connection", profile + ":" + number));
    }
    return place;
}

Output add(const Call& call) {
    auto profile = argument(call.line, 0, "ProfileName");
    if (!profile) {
        return error(profile.error());
    }
    Connection connection;
    if (auto given = read(call.line, connection); !given) {
        return error(given.error());
    }
    if (auto off = bladeMustBeOff(call.module, *profile); !off) {
        return error(off.error());
    }
    auto outcome =
        call.module.change([&](Domain& domain) { return addConnection(domain, *profile, connection); });
    return report(outcome, "Ethernet connection added : " + *profile);
}

Output change(const Call& call) {
    auto profile = argument(call.line, 0, "ProfileName");
    auto number = argument(call.line, 1, "Port");
    if (!profile || !number) {
        return error(profile ? number.error() : profile.error());
    }
    auto place = placeOf(*profile, *number);
    const auto* found = findProfile(call.domain(), *profile);
    if (!place || found == nullptr) {
        return error(place ? fmt::format(words::notFound, "Profile", *profile) : place.error());
    }
    if (place->number < 1 || place->number > static_cast<int>(found->connections.size())) {
        return error(fmt::format(words::notFound, "Connection", *profile + ":" + *number));
    }
    auto before = found->connections[static_cast<std::size_t>(place->number - 1)];
    auto connection = before;
    if (auto given = read(call.line, connection); !given) {
        return error(given.error());
    }
    auto off = bladeMustBeOff(call.module, *profile); // network and speed may change while the blade is on
    if (connection.pxe != before.pxe && !off) {
        return error(off.error());
    }
    auto outcome = call.module.change(
        [&](Domain& domain) { return changeConnection(domain, place->profile, place->number, connection); });
    return report(outcome, fmt::format("Ethernet connection modified : {}:{}", *profile, *number));
}

Output remove(const Call& call) {
    auto profile = argument(call.line, 0, "ProfileName");
    if (!profile) {
        return error(profile.error());
    }
    if (auto off = bladeMustBeOff(call.module, *profile); !off) {
        return error(off.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return removeConnection(domain, *profile); });
    return report(outcome, "Ethernet connection removed : " + *profile);
}

Output show(const Call& call) {
    auto wanted = call.line.arguments.empty() ? "*" : call.line.arguments[0];
    if (wanted != "*" && findProfile(call.domain(), wanted) == nullptr) {
        return error(fmt::format(words::notFound, "Profile", wanted));
    }
    std::vector<Record> records;
    for (const auto& profile : call.domain().profiles) {
        if (wanted == "*" || profile.name == wanted) {
            auto more = connectionRecords(call.module, profile);
            records.insert(records.end(), more.begin(), more.end());
        }
    }
    if (call.line.arguments.size() > 1) {
        std::erase_if(records, [&](const Record& made) { return made[1].second != call.line.arguments[1]; });
    }
    return records.empty() ? plain("No Ethernet connections exist\n\n") : plain(recordsText(records));
}

tl::expected<Place, std::string> mappingPlace(const CommandLine& line) {
    auto id = argument(line, 0, "ProfileName:Port");
    if (!id) {
        return refuse(id.error());
    }
    auto colon = id->rfind(':');
    if (colon == std::string::npos) {
        return refuse(fmt::format(words::notFound, "Connection", *id));
    }
    return placeOf(id->substr(0, colon), id->substr(colon + 1));
}

Output addMap(const Call& call) {
    auto place = mappingPlace(call.line);
    auto network = argument(call.line, 1, "NetworkName");
    if (!place || !network) {
        return error(place ? network.error() : place.error());
    }
    auto known = onlyProperties(call.line, {"vlanid", "untagged"});
    auto vlan = wholeNumber(call.line, "vlanid", 0);
    auto untagged = enabled(call.line, "untagged", false);
    if (!known || !vlan || !untagged) {
        return error(!known ? known.error() : !vlan ? vlan.error() : untagged.error());
    }
    VlanMapping mapping{*network, *vlan, *untagged};
    auto outcome = call.module.change(
        [&](Domain& domain) { return addMapping(domain, place->profile, place->number, mapping); });
    return report(outcome, fmt::format("Server port map added : {} {}", call.line.arguments[0], *network));
}

Output removeMap(const Call& call) {
    auto place = mappingPlace(call.line);
    auto network = argument(call.line, 1, "NetworkName");
    if (!place || !network) {
        return error(place ? network.error() : place.error());
    }
    auto outcome = call.module.change(
        [&](Domain& domain) { return removeMapping(domain, place->profile, place->number, *network); });
    return report(outcome, fmt::format("Server port map removed : {} {}", call.line.arguments[0], *network));
}

Output showMap(const Call& call) {
    std::vector<Record> records;
    for (const auto& profile : call.domain().profiles) {
        for (std::size_t index = 0; index < profile.connections.size(); ++index) {
            auto id = fmt::format("{}:{}", profile.name, index + 1);
            for (const auto& mapping : profile.connections[index].mappings) {
                records.push_back({{"Port", id},
                                   {"Network", mapping.network},
                                   {"Server VLAN ID", std::to_string(mapping.vlan)},
                                   {"Untagged", mapping.untagged ? "true" : "false"}});
            }
        }
    }
    auto wanted = call.line.arguments.empty() ? "*" : call.line.arguments[0];
    if (wanted != "*") {
        std::erase_if(records, [&](const Record& made) { return made[0].second != wanted; });
    }
    return records.empty() ? plain("No server port maps exist\n\n") : plain(recordsText(records));
}

constexpr CommandRow kRows[] = {
    {"add", "enet-connection",
     "<ProfileName> [Network=<name>] [PXE=<enabled|disabled|useBios>] [SpeedType= Speed=] "
     "[AddressType=User-Defined EthernetMac= ISCSIMac=]", add},
    {"set", "enet-connection", "<ProfileName> <Port> [Network=] [PXE=] [SpeedType=] [Speed=]", change},
    {"remove", "enet-connection", "<ProfileName>", remove},
    {"show", "enet-connection", "[<ProfileName | *>] [<Port>]", show},
    {"add", "server-port-map", "<ProfileName:Port> <NetworkName> [VLanId=<id>] [UnTagged=<true|false>]",
     addMap},
    {"remove", "server-port-map", "<ProfileName:Port> <NetworkName>", removeMap},
    {"show", "server-port-map", "[<ProfileName:Port | *>]", showMap},
};

} // namespace

std::span<const CommandRow> connectionCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
