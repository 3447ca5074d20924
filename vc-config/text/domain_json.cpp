// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/text/domain_json.hpp"

#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed::vc {

using nlohmann::json;

namespace {

constexpr int schema = 1;
constexpr std::array pxeValues{Pxe::disabled, Pxe::enabled, Pxe::useBios};
constexpr std::array speedValues{SpeedType::preferred, SpeedType::automatic, SpeedType::custom,
                                 SpeedType::disabled};
constexpr std::array modeValues{ConnectionMode::automatic, ConnectionMode::failover};
constexpr std::array capacityValues{VlanCapacity::legacy, VlanCapacity::expanded};

// Throws the library's exception when it is none of them.
template <class Values>
auto valueOf(const Values& values, const json& word) {
    const auto& text = word.get_ref<const std::string&>();
    for (const auto value : values) {
        if (toString(value) == text) {
            return value;
        }
    }
    throw json::other_error::create(501, "unknown word " + text, &word);
}

int numberOf(const json& value) {
    const auto number = value.get_ref<const json::number_integer_t&>();
    if (number < 0 || number > 1000000) {
        throw json::other_error::create(502, "a number out of range", &value);
    }
    return static_cast<int>(number);
}

template <class T, class Write>
json listOf(const std::vector<T>& all, Write write) {
    json list = json::array();
    for (const auto& one : all) {
        list.push_back(write(one));
    }
    return list;
}

template <class Read>
auto readList(const json& list, Read read) {
    std::vector<decltype(read(list))> all;
    for (const json& one : list.get_ref<const json::array_t&>()) {
        all.push_back(read(one));
    }
    return all;
}

json write(const UplinkMember& member) {
    return {{"port", member.port}, {"speed_mb", member.speedMb}};
}

UplinkMember readMember(const json& value) {
    return {value.at("port").get<std::string>(), numberOf(value.at("speed_mb"))};
}

json write(const UplinkSet& set) {
    return {{"name", set.name},
            {"mode", toString(set.mode)},
            {"ports", listOf(set.ports, [](const UplinkMember& m) { return write(m); })}};
}

UplinkSet readSet(const json& value) {
    return {value.at("name").get<std::string>(), readList(value.at("ports"), readMember),
            valueOf(modeValues, value.at("mode"))};
}

json write(const Network& network) {
    return {{"name", network.name},
            {"uplink_set", network.uplinkSet},
            {"vlan", network.vlan},
            {"native", network.native},
            {"private", network.isPrivate},
            {"smart_link", network.smartLink},
            {"preferred_mb", network.preferredMb},
            {"maximum_mb", network.maximumMb},
            {"tunnel", network.tunnel},
            {"mode", toString(network.mode)},
            {"ports", listOf(network.ports, [](const UplinkMember& m) { return write(m); })}};
}

Network readNetwork(const json& value) {
    Network network;
    network.name = value.at("name").get<std::string>();
    network.uplinkSet = value.at("uplink_set").get<std::string>();
    network.vlan = numberOf(value.at("vlan"));
    network.native = value.at("native").get<bool>();
    network.isPrivate = value.at("private").get<bool>();
    network.smartLink = value.at("smart_link").get<bool>();
    network.preferredMb = numberOf(value.at("preferred_mb"));
    network.maximumMb = numberOf(value.at("maximum_mb"));
    network.tunnel = value.at("tunnel").get<bool>();
    network.mode = valueOf(modeValues, value.at("mode"));
    network.ports = readList(value.at("ports"), readMember);
    return network;
}

json write(const MappedNetwork& mapped) {
    return {{"network", mapped.network}, {"vlan", mapped.vlan}, {"untagged", mapped.untagged}};
}

MappedNetwork readMapped(const json& value) {
    return {value.at("network").get<std::string>(), numberOf(value.at("vlan")),
            value.at("untagged").get<bool>()};
}

json write(const Connection& connection) {
    json value{{"network", connection.network},
               {"pxe", toString(connection.pxe)},
               {"speed", toString(connection.speed)},
               {"speed_mb", connection.speedMb},
               {"map", listOf(connection.map, [](const MappedNetwork& m) { return write(m); })}};
    if (connection.mac.value) {
        value["mac"] = connection.mac.value->toString();
    }
    return value;
}

Connection readConnection(const json& value) {
    Connection connection;
    connection.network = value.at("network").get<std::string>();
    connection.pxe = valueOf(pxeValues, value.at("pxe"));
    connection.speed = valueOf(speedValues, value.at("speed"));
    connection.speedMb = numberOf(value.at("speed_mb"));
    connection.map = readList(value.at("map"), readMapped);
    if (value.contains("mac")) {
        const auto mac = MacAddress::parse(value.at("mac").get_ref<const std::string&>());
        if (!mac) {
            throw json::other_error::create(503, "no MAC address", &value);
        }
        connection.mac.value = *mac;
    }
    return connection;
}

json write(const ServerProfile& profile) {
    return {{"name", profile.name},
            {"bay", profile.bay ? json(*profile.bay) : json()},
            {"access_group", profile.accessGroup},
            {"hide_unused", profile.hideUnused ? json(*profile.hideUnused) : json()},
            {"connections", listOf(profile.connections, [](const Connection& c) { return write(c); })}};
}

ServerProfile readProfile(const json& value) {
    ServerProfile profile;
    profile.name = value.at("name").get<std::string>();
    if (!value.at("bay").is_null()) {
        profile.bay = numberOf(value.at("bay"));
    }
    profile.accessGroup = value.at("access_group").get<std::string>();
    const json& hidden = value.at("hide_unused");
    profile.hideUnused = hidden.is_null() ? std::nullopt : std::optional(hidden.get<bool>());
    profile.connections = readList(value.at("connections"), readConnection);
    return profile;
}

json write(const AccessGroup& group) {
    return {{"name", group.name}, {"networks", group.networks}};
}

AccessGroup readGroup(const json& value) {
    return {value.at("name").get<std::string>(), value.at("networks").get<std::vector<std::string>>()};
}

VcDomain readDomain(const json& value) {
    if (numberOf(value.at("schema")) != schema) {
        throw json::other_error::create(504, "a format of another release", &value);
    }
    VcDomain domain;
    domain.enclosureImported = value.at("imported").get<bool>();
    domain.name = value.at("name").get<std::string>();
    if (!value.at("mac_pool").is_null()) {
        domain.macPool = MacPool{numberOf(value.at("mac_pool"))};
    }
    if (!value.at("vlan_capacity").is_null()) {
        domain.vlanCapacity = valueOf(capacityValues, value.at("vlan_capacity"));
    }
    domain.uplinkSets = readList(value.at("uplink_sets"), readSet);
    domain.networks = readList(value.at("networks"), readNetwork);
    domain.accessGroups = readList(value.at("access_groups"), readGroup);
    domain.profiles = readList(value.at("profiles"), readProfile);
    return domain;
}

} // namespace

std::string domainToJson(const VcDomain& unsorted) {
    const auto domain = sorted(unsorted);
    const json value{
        {"schema", schema},
        {"imported", domain.enclosureImported},
        {"name", domain.name},
        {"mac_pool", domain.macPool ? json(domain.macPool->number) : json()},
        {"vlan_capacity", domain.vlanCapacity ? json(toString(*domain.vlanCapacity)) : json()},
        {"uplink_sets", listOf(domain.uplinkSets, [](const UplinkSet& s) { return write(s); })},
        {"networks", listOf(domain.networks, [](const Network& n) { return write(n); })},
        {"access_groups", listOf(domain.accessGroups, [](const AccessGroup& g) { return write(g); })},
        {"profiles", listOf(domain.profiles, [](const ServerProfile& p) { return write(p); })}};
    return value.dump(2, ' ', false, json::error_handler_t::replace) + "\n";
}

Result<VcDomain> domainFromJson(std::string_view text) {
    const auto document = parseJson(text, "saved Virtual Connect domain");
    if (!document) {
        return fail(document.error());
    }
    try {
        return sorted(readDomain(*document));
    } catch (const json::exception&) {
        return fail(Error{ErrorKind::invalid, "VC-SAVED-DOMAIN", "saved Virtual Connect domain", "read it",
                          "it has not the form of a saved domain", "name a file that this release wrote"});
    }
}

} // namespace seedbed::vc
