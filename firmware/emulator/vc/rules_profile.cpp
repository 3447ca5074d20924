// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/vc/rules.hpp"
#include "firmware/emulator/vc/wordings.hpp"

namespace seedbed::emulator::vc {
namespace {

constexpr int kMacPools = 64;
constexpr std::uint64_t kPoolSize = 1024;
constexpr std::uint64_t kFirstPool = 0x0017a4770000; // 00-17-A4-77-00-00, the 64 pools follow each other
constexpr std::size_t kVlansLegacy = 28;             // per server connection
constexpr std::size_t kVlansExpanded = 162;          // per physical server port
constexpr std::size_t kProfiles = 256;

Profile* mutableProfile(Domain& domain, const std::string& name) {
    return const_cast<Profile*>(findProfile(domain, name));
}

std::string noProfile(const std::string& name) {
    return fmt::format(words::notFound, "Profile", name);
}

std::uint64_t toNumber(const MacAddress& mac) {
    std::uint64_t value = 0;
    for (auto byte : mac.bytes) {
        value = value << 8 | byte;
    }
    return value;
}

MacAddress toMac(std::uint64_t value) {
    MacAddress mac;
    for (auto byte = mac.bytes.rbegin(); byte != mac.bytes.rend(); ++byte, value >>= 8) {
        *byte = static_cast<std::uint8_t>(value & 0xff);
    }
    return mac;
}

std::set<std::uint64_t> macsInUse(const Domain& domain) {
    std::set<std::uint64_t> used;
    for (const auto& profile : domain.profiles) {
        for (const auto& connection : profile.connections) {
            used.insert(toNumber(connection.mac));
            used.insert(toNumber(connection.iscsiMac));
        }
    }
    return used;
}

// The lowest free pair: one address for Ethernet, one for iSCSI.
Outcome giveMacs(const Domain& domain, Connection& connection) {
    if (domain.macType == MacType::factory) {
        return {};
    }
    bool own = domain.macType == MacType::userDefined;
    auto first = own ? toNumber(domain.macStart)
                     : kFirstPool + (static_cast<std::uint64_t>(domain.macPool) - 1) * kPoolSize;
    auto last = own ? toNumber(domain.macEnd) : first + kPoolSize - 1;
    auto used = macsInUse(domain);
    if (connection.mac != MacAddress{}) { // given by the administrator
        bool taken = used.contains(toNumber(connection.mac));
        return taken ? refuse(fmt::format(words::macTaken, connection.mac.withDashes())) : Outcome{};
    }
    for (auto at = first; at + 1 <= last; at += 2) {
        if (!used.contains(at) && !used.contains(at + 1)) {
            connection.mac = toMac(at);
            connection.iscsiMac = toMac(at + 1);
            return {};
        }
    }
    return refuse(words::macsUsedUp);
}

Outcome checkConnection(const Domain& domain, const Profile& profile, const Connection& connection) {
    const auto* network = findNetwork(domain, connection.network);
    if (!connection.network.empty() && network == nullptr) {
        return refuse(fmt::format(words::notFound, "Network", connection.network));
    }
    if (network != nullptr && !groupHolds(domain, profile.group, connection.network)) {
        return refuse(fmt::format(words::notInGroup, connection.network));
    }
    if (connection.speed != SpeedType::custom) {
        return {};
    }
    if (network != nullptr && network->maxMb != 0 && connection.customMb > network->maxMb) {
        return refuse(fmt::format(words::speedAboveMax, connection.network));
    }
    return checkSpeed(connection.customMb);
}

tl::expected<Connection*, std::string> connectionOf(Domain& domain, const std::string& profile, int number) {
    auto* found = mutableProfile(domain, profile);
    if (found == nullptr) {
        return refuse(noProfile(profile));
    }
    if (number < 1 || number > static_cast<int>(found->connections.size())) {
        return refuse(fmt::format(words::notFound, "Connection", fmt::format("{}:{}", profile, number)));
    }
    return &found->connections[static_cast<std::size_t>(number - 1)];
}

std::set<std::string> networksOf(const Profile& profile) {
    std::set<std::string> names;
    for (const auto& connection : profile.connections) {
        names.insert(connection.network);
        for (const auto& mapping : connection.mappings) {
            names.insert(mapping.network);
        }
    }
    names.erase("");
    return names;
}

std::size_t vlansOfPort(const Profile& profile, int number) {
    std::size_t count = 0;
    for (auto index = static_cast<std::size_t>((number - 1) % 2); index < profile.connections.size();
         index += 2) {
        count += profile.connections[index].mappings.size();
    }
    return count;
}

Outcome checkMapping(const Connection& connection, const VlanMapping& mapping) {
    for (const auto& other : connection.mappings) {
        if (other.network == mapping.network) {
            return refuse(fmt::format(words::alreadyExists, "Server port map", mapping.network));
        }
        if (other.untagged && mapping.untagged) {
            return refuse(words::oneUntagged);
        }
        if (!mapping.untagged && !other.untagged && other.vlan == mapping.vlan) {
            return refuse(fmt::format(words::alreadyExists, "Server VLAN ID", mapping.vlan));
        }
    }
    return {};
}

} // namespace

Outcome addProfile(Domain& domain, const std::string& name, bool defaultConnections) {
    if (auto named = checkName(name); !named) {
        return named;
    }
    if (findProfile(domain, name) != nullptr) {
        return refuse(fmt::format(words::alreadyExists, "Profile", name));
    }
    if (domain.profiles.size() >= kProfiles) {
        return refuse(fmt::format(words::profileCapacity, kProfiles));
    }
    Profile profile;
    profile.name = name;
    domain.profiles.push_back(profile);
    for (int count = 0; defaultConnections && count < 2; ++count) {
        if (auto added = addConnection(domain, name, Connection{}); !added) {
            return added;
        }
    }
    return {};
}

// A group must hold every network that the profile uses already.
Outcome changeProfile(Domain& domain, const std::string& name, const Profile& wanted) {
    auto* profile = mutableProfile(domain, name);
    if (profile == nullptr) {
        return refuse(noProfile(name));
    }
    if (wanted.group != kDefaultGroup && findGroup(domain, wanted.group) == nullptr) {
        return refuse(fmt::format(words::notFound, "Network access group", wanted.group));
    }
    if (wanted.name != name) {
        auto named = checkName(wanted.name);
        if (!named || findProfile(domain, wanted.name) != nullptr) {
            return named ? refuse(fmt::format(words::alreadyExists, "Profile", wanted.name)) : named;
        }
    }
    for (const auto& network : networksOf(*profile)) {
        if (!groupHolds(domain, wanted.group, network)) {
            return refuse(fmt::format(words::notInGroup, network));
        }
    }
    profile->name = wanted.name;
    profile->group = wanted.group;
    profile->hideUnused = wanted.hideUnused;
    return {};
}

Outcome addGroup(Domain& domain, const AccessGroup& group) {
    if (auto named = checkName(group.name); !named) {
        return named;
    }
    if (group.name == kDefaultGroup || findGroup(domain, group.name) != nullptr) {
        return refuse(fmt::format(words::alreadyExists, "Network access group", group.name));
    }
    domain.groups.push_back(group);
    return changeGroup(domain, group);
}

Outcome changeGroup(Domain& domain, const AccessGroup& group) {
    for (const auto& network : group.networks) {
        if (findNetwork(domain, network) == nullptr) {
            return refuse(fmt::format(words::notFound, "Network", network));
        }
    }
    auto entry = std::find_if(domain.groups.begin(), domain.groups.end(), [&](const auto& each) { return each.name == group.name; });
    if (entry == domain.groups.end()) {
        return refuse(fmt::format(words::notFound, "Network access group", group.name));
    }
    *entry = group;
    for (const auto& profile : domain.profiles) {
        for (const auto& network : networksOf(profile)) {
            if (profile.group == group.name && !groupHolds(domain, group.name, network)) {
                return refuse(fmt::format(words::inUse, "Network", network));
            }
        }
    }
    return {};
}

Outcome removeGroup(Domain& domain, const std::string& name) {
    if (findGroup(domain, name) == nullptr) {
        return refuse(fmt::format(words::notFound, "Network access group", name));
    }
    auto uses = [&](const Profile& profile) { return profile.group == name; };
    if (std::any_of(domain.profiles.begin(), domain.profiles.end(), uses)) {
        return refuse(fmt::format(words::inUse, "Network access group", name));
    }
    std::erase_if(domain.groups, [&](const auto& group) { return group.name == name; });
    return {};
}

Outcome removeProfile(Domain& domain, const std::string& name) {
    const auto* profile = findProfile(domain, name);
    if (profile == nullptr) {
        return refuse(noProfile(name));
    }
    if (profile->bay != 0) {
        return refuse(fmt::format(words::profileAssigned, name));
    }
    std::erase_if(domain.profiles, [&](const auto& entry) { return entry.name == name; });
    return {};
}

Outcome assignProfile(Domain& domain, const std::string& name, BayNumber bay) {
    auto* profile = mutableProfile(domain, name);
    if (profile == nullptr) {
        return refuse(noProfile(name));
    }
    if (bay < 1 || bay > kBladeBays) {
        return refuse(fmt::format(words::badServer, bay));
    }
    if (profile->bay != 0) {
        return refuse(fmt::format(words::profileAssigned, name));
    }
    if (profileOfBay(domain, bay) != nullptr) {
        return refuse(fmt::format(words::bayTaken, bay));
    }
    profile->bay = bay;
    return {};
}

Outcome unassignProfile(Domain& domain, const std::string& name) {
    auto* profile = mutableProfile(domain, name);
    if (profile == nullptr) {
        return refuse(noProfile(name));
    }
    if (profile->bay == 0) {
        return refuse(fmt::format(words::profileFree, name));
    }
    profile->bay = 0;
    return {};
}

Outcome addConnection(Domain& domain, const std::string& profile, Connection connection) {
    auto* found = mutableProfile(domain, profile);
    if (found == nullptr) {
        return refuse(noProfile(profile));
    }
    if (auto good = checkConnection(domain, *found, connection); !good) {
        return good;
    }
    if (auto given = giveMacs(domain, connection); !given) {
        return given;
    }
    found->connections.push_back(std::move(connection));
    return {};
}

Outcome changeConnection(Domain& domain, const std::string& profile, int number, Connection connection) {
    auto target = connectionOf(domain, profile, number);
    if (!target) {
        return refuse(target.error());
    }
    if (auto good = checkConnection(domain, *findProfile(domain, profile), connection); !good) {
        return good;
    }
    **target = std::move(connection);
    return {};
}

Outcome removeConnection(Domain& domain, const std::string& profile) {
    auto* found = mutableProfile(domain, profile);
    if (found == nullptr) {
        return refuse(noProfile(profile));
    }
    if (found->connections.empty()) {
        return refuse(fmt::format(words::notFound, "Connection", profile));
    }
    found->connections.pop_back();
    return {};
}

Outcome addMapping(Domain& domain, const std::string& profile, int number, const VlanMapping& mapping) {
    auto target = connectionOf(domain, profile, number);
    if (!target) {
        return refuse(target.error());
    }
    const auto* network = findNetwork(domain, mapping.network);
    if (network == nullptr) {
        return refuse(fmt::format(words::notFound, "Network", mapping.network));
    }
    if (!groupHolds(domain, findProfile(domain, profile)->group, mapping.network)) {
        return refuse(fmt::format(words::notInGroup, mapping.network));
    }
    auto added = mapping;
    added.vlan = mapping.vlan != 0 ? mapping.vlan : network->vlan;
    if (added.vlan < 1 || added.vlan > 4094) {
        return refuse(fmt::format(words::vlanRange, added.vlan));
    }
    if (auto good = checkMapping(**target, added); !good) {
        return good;
    }
    auto limit = domain.expandedVlans ? kVlansExpanded : kVlansLegacy;
    auto count = domain.expandedVlans ? vlansOfPort(*findProfile(domain, profile), number)
                                      : (*target)->mappings.size();
    if (count >= limit) {
        return refuse(fmt::format(words::vlansPerPort, limit));
    }
    (*target)->network.clear(); // several networks take the place of the one
    (*target)->mappings.push_back(added);
    return {};
}

Outcome removeMapping(Domain& domain, const std::string& profile, int number, const std::string& network) {
    auto target = connectionOf(domain, profile, number);
    if (!target) {
        return refuse(target.error());
    }
    if (std::erase_if((*target)->mappings, [&](const auto& mapping) { return mapping.network == network; }) ==
        0) {
        return refuse(fmt::format(words::notFound, "Server port map", network));
    }
    return {};
}

Outcome setMacs(Domain& domain, MacType type, int pool, MacAddress start, MacAddress end) {
    if (!domain.profiles.empty()) {
        return refuse(words::macsInUse);
    }
    if (pool < 1 || pool > kMacPools) {
        return refuse(fmt::format(words::badValue, "MacPool", pool));
    }
    if (type == MacType::userDefined && toNumber(start) == 0) {
        return refuse(fmt::format(words::badValue, "MacStart", start.withDashes()));
    }
    if (type == MacType::userDefined && toNumber(end) <= toNumber(start)) {
        return refuse(words::rangeReversed);
    }
    domain.macType = type;
    domain.macPool = pool;
    domain.macStart = start;
    domain.macEnd = end;
    return {};
}

} // namespace seedbed::emulator::vc
