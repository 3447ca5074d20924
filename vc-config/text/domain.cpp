// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "vc-config/text/values.hpp"
#include "vc-config/text/wording.hpp"

namespace seedbed::vc {

namespace {

void readDomainRecord(const std::vector<Record>& records, VcDomain& into) {
    for (const auto& record : records) {
        into.name = into.name.empty() ? record.get(words::domainName) : into.name;
        for (const auto key : words::macPoolKeys) {
            if (const auto pool = leadingNumber(record.get(key))) {
                into.macPool = MacPool{*pool};
            }
        }
    }
}

int speedOrNone(const std::string& text) {
    return speedOf(text).value_or(0); // "Auto", "Unrestricted"
}

ConnectionMode modeOf(const Record& record) {
    const bool failover = iequals(record.get(words::connectionMode), words::modeFailover);
    return failover ? ConnectionMode::failover : ConnectionMode::automatic;
}

// The ports that somebody uses. "Auto/Full", "1Gb/Full"
std::vector<UplinkMember> membersOf(const std::vector<Record>& ports, const std::string& user) {
    std::vector<UplinkMember> members;
    for (const auto& port : ports) {
        if (port.get(words::usedBy) == user) {
            members.push_back({port.get(words::id), speedOrNone(port.get(words::speed))});
        }
    }
    return members;
}

UplinkSet readUplinkSet(const Record& record, const std::vector<Record>& ports) {
    const auto name = record.get(words::name);
    return {name, membersOf(ports, name), modeOf(record)};
}

Network readNetwork(const Record& record, const std::vector<Record>& ports) {
    Network network;
    network.name = record.get(words::name);
    network.uplinkSet = record.get(words::sharedUplinkSet);
    network.vlan = leadingNumber(record.get(words::vlanId)).value_or(0);
    network.native = isOn(record.get(words::nativeVlan));
    network.isPrivate = isOn(record.get(words::privateNetwork));
    network.smartLink = isOn(record.get(words::smartLink));
    network.preferredMb = speedOrNone(record.get(words::networkPreferred));
    network.maximumMb = speedOrNone(record.get(words::networkMaximum));
    network.tunnel = isOn(record.get(words::vlanTunnel));
    if (network.uplinkSet.empty()) { // else the mode shown is that of the set
        network.ports = membersOf(ports, network.name);
        network.mode = modeOf(record);
    }
    return network;
}

ServerProfile readProfile(const Record& record) {
    auto bay = bayOf(record.get(words::deviceBay));
    ServerProfile profile{record.get(words::name), bay ? bay : bayOf(record.get(words::server)), {}};
    const auto group = record.get(words::accessGroup);
    profile.accessGroup = group.empty() ? std::string(defaultAccessGroup) : group;
    const auto hiding = record.any(words::hidingKeys);
    profile.hideUnused = hiding.empty() ? std::nullopt : std::optional(isOn(hiding));
    profile.pending.value = lower(record.get(words::status)).find(words::profilePending) != std::string::npos;
    return profile;
}

// "A, B"
std::vector<std::string> namesIn(const std::string& text) {
    std::vector<std::string> names;
    for (const auto& part : split(text, ',')) {
        if (const auto name = trim(part); !name.empty()) {
            names.emplace_back(name);
        }
    }
    return names;
}

void readAccessGroups(const std::vector<Record>& records, VcDomain& into) {
    for (const auto& record : records) {
        const auto name = record.get(words::name);
        if (!name.empty() && name != defaultAccessGroup) {
            into.accessGroups.push_back({name, namesIn(record.any(words::groupNetworkKeys))});
        }
    }
}

void readCapacity(const std::vector<Record>& records, VcDomain& into) {
    for (const auto& record : records) {
        const auto text = record.any(words::capacityKeys);
        if (!text.empty()) {
            const bool expanded = startsWith(lower(text), lower(words::capacityExpanded));
            into.vlanCapacity = expanded ? VlanCapacity::expanded : VlanCapacity::legacy;
        }
    }
}

Connection* connectionAt(VcDomain& domain, const std::string& name, int port) {
    const auto profile = std::find_if(domain.profiles.begin(), domain.profiles.end(),
                                      [&](const ServerProfile& p) { return p.name == name; });
    const bool there = profile != domain.profiles.end() && port >= 1 &&
                       port <= static_cast<int>(profile->connections.size());
    return there ? &profile->connections[static_cast<std::size_t>(port - 1)] : nullptr;
}

// The profile may stand with its connection: "P:3".
void readMapping(const Record& record, VcDomain& into) {
    const auto place = record.any(words::mappingPortKeys);
    auto profile = record.any(words::mappingProfileKeys);
    profile = profile.empty() ? place : profile;
    auto port = leadingNumber(place);
    const auto colon = profile.rfind(':');
    if (colon != std::string::npos) {
        port = leadingNumber(std::string_view(profile).substr(colon + 1));
        profile.erase(colon);
    }
    auto* connection = connectionAt(into, profile, port.value_or(0));
    MappedNetwork mapped;
    mapped.network = record.any(words::mappingNetworkKeys);
    mapped.vlan = leadingNumber(record.any(words::mappingVlanKeys)).value_or(0);
    mapped.untagged = isOn(record.any(words::untaggedKeys));
    if (connection != nullptr && connection->network.empty() && !mapped.network.empty()) {
        connection->map.push_back(std::move(mapped));
    }
}

// A question that older firmware does not know: no answer then. Any other complaint is one.
Result<std::vector<Record>> recordsIfKnown(const std::string& reply, std::string_view command) {
    const auto error = replyError(reply, command);
    if (error && error->id != "VC-ERROR" && error->id != "VC-NOT-FOUND") {
        return fail(*error);
    }
    return error ? std::vector<Record>{} : parseAny(reply, command);
}

using Places = std::vector<std::pair<std::string, int>>; // profile and connection

// `several`: those whose networks stand in the map.
Result<> readConnections(const std::string& reply, std::string_view command, Places& several,
                         VcDomain& into) {
    const auto records = parseConnections(reply, command);
    if (!records) {
        return fail(records.error());
    }
    for (const auto& record : *records) {
        const auto profile = std::find_if(into.profiles.begin(), into.profiles.end(),
                                          [&](const ServerProfile& p) { return p.name == record.profile; });
        if (profile == into.profiles.end()) {
            return fail(nonsense(command,
                                 "a connection of an unknown profile " + log::printable(record.profile, 64)));
        }
        const auto index = static_cast<std::size_t>(record.port - 1);
        profile->connections.resize(std::max(profile->connections.size(), index + 1));
        profile->connections[index] = record.connection;
        if (record.severalNetworks) {
            several.emplace_back(record.profile, record.port);
        }
    }
    return {};
}

// What the three answers say that may be missing.
Result<> readOptional(const DomainReplies& replies, const Places& several, VcDomain& into) {
    const auto groups = recordsIfKnown(replies.accessGroups, words::showAccessGroups);
    const auto mappings = recordsIfKnown(replies.mappings, words::showMappings);
    const auto vlans = recordsIfKnown(replies.vlans, words::showVlans);
    for (const auto* part : {&groups, &mappings, &vlans}) {
        if (!*part) {
            return fail(part->error());
        }
    }
    readAccessGroups(*groups, into);
    readCapacity(*vlans, into);
    for (const auto& record : *mappings) {
        readMapping(record, into);
    }
    for (const auto& [profile, port] : several) {
        if (connectionAt(into, profile, port)->map.empty()) {
            return fail(nonsense(words::showMappings, fmt::format("no networks of profile {} connection {}",
                                                                  log::printable(profile, 64), port)));
        }
    }
    return {};
}

} // namespace

const std::vector<DomainQuery>& queries() {
    static const std::vector<DomainQuery> all{
        {words::showDomain, &DomainReplies::domain},
        {words::showUplinkSets, &DomainReplies::uplinkSets},
        {words::showUplinkPorts, &DomainReplies::uplinkPorts},
        {words::showNetworks, &DomainReplies::networks},
        {words::showProfiles, &DomainReplies::profiles},
        {words::showConnections, &DomainReplies::connections},
        {words::showAccessGroups, &DomainReplies::accessGroups},
        {words::showMappings, &DomainReplies::mappings},
        {words::showVlans, &DomainReplies::vlans},
    };
    return all;
}

Result<VcDomain> parseDomain(const DomainReplies& replies) {
    VcDomain domain;
    const auto names = recordsWith(words::domainName, replies.domain, words::showDomain);
    const auto sets = recordsWith(words::name, replies.uplinkSets, words::showUplinkSets);
    const auto ports = recordsWith(words::id, replies.uplinkPorts, words::showUplinkPorts);
    const auto networks = recordsWith(words::name, replies.networks, words::showNetworks);
    const auto profiles = recordsWith(words::name, replies.profiles, words::showProfiles);
    for (const auto* part : {&names, &sets, &ports, &networks, &profiles}) {
        if (!*part) {
            return fail(part->error());
        }
    }
    readDomainRecord(*names, domain);
    if (domain.name.empty()) {
        return fail(nonsense(words::showDomain, "no domain name"));
    }
    for (const auto& record : *sets) {
        domain.uplinkSets.push_back(readUplinkSet(record, *ports));
    }
    for (const auto& record : *networks) {
        domain.networks.push_back(readNetwork(record, *ports));
    }
    std::transform(profiles->begin(), profiles->end(), std::back_inserter(domain.profiles), readProfile);
    Places several;
    auto read = readConnections(replies.connections, words::showConnections, several, domain);
    if (!read) {
        return fail(read.error());
    }
    auto more = readOptional(replies, several, domain);
    if (!more) {
        return fail(more.error());
    }
    return domain;
}

} // namespace seedbed::vc
