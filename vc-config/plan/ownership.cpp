// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/ownership.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "vc-config/plan/changes.hpp"

namespace seedbed::vc {

namespace {

struct Conflict {
    std::string id;
    std::string object;
    std::string cause;
};
using Conflicts = std::vector<Conflict>;

bool has(const std::vector<UplinkMember>& members, const std::string& port) {
    return std::any_of(members.begin(), members.end(), [&](const UplinkMember& m) { return m.port == port; });
}

// A port in the hands of somebody else; one of ours may be moved.
void portConflicts(const Wish& wish, const VcDomain& actual, const std::vector<UplinkMember>& wanted,
                   Conflicts& into) {
    for (const auto& member : wanted) {
        const auto* set = actual.holderOf(member.port);
        const auto* network = actual.dedicatedTo(member.port);
        const bool foreignSet = set != nullptr && wish.desired.uplinkSet(set->name) == nullptr &&
                                !wish.doomsUplinkSet(set->name) && !has(wish.portsGivenTo(*set), member.port);
        const bool foreignNetwork = network != nullptr && wish.desired.network(network->name) == nullptr &&
                                    !wish.doomsNetwork(network->name) &&
                                    !has(wish.portsGivenTo(*network), member.port);
        if (foreignSet) {
            into.push_back(
                {"VC-PORT-HELD", "uplink port " + member.port, "uplink set " + set->name + " has it"});
        }
        if (foreignNetwork) {
            into.push_back(
                {"VC-PORT-HELD", "uplink port " + member.port, "network " + network->name + " has it"});
        }
    }
}

void uplinkConflicts(const Wish& wish, const VcDomain& actual, Conflicts& into) {
    for (const auto& set : wish.desired.uplinkSets) {
        portConflicts(wish, actual, set.ports, into);
    }
    for (const auto& network : wish.desired.networks) {
        portConflicts(wish, actual, network.ports, into);
    }
}

bool usedByOthers(const Wish& wish, const VcDomain& actual, const std::string& network) {
    return std::any_of(actual.profiles.begin(), actual.profiles.end(), [&](const ServerProfile& profile) {
        const bool ours = wish.desired.profile(profile.name) != nullptr || wish.doomsProfile(profile.name);
        return !ours && std::any_of(profile.connections.begin(), profile.connections.end(),
                                    [&](const Connection& c) { return c.carries(network); });
    });
}

void networkConflicts(const Wish& wish, const VcDomain& actual, Conflicts& into) {
    std::vector<const Network*> foreign;
    for (const auto& other : actual.networks) {
        const bool goes = wish.doomsNetwork(other.name) && !usedByOthers(wish, actual, other.name);
        if (wish.desired.network(other.name) == nullptr && !goes && !other.uplinkSet.empty()) {
            foreign.push_back(&other);
        }
    }
    for (const auto& network : wish.desired.networks) {
        const std::string object = "network " + network.name;
        const auto* same = actual.network(network.name);
        if (same != nullptr && same->uplinkSet != network.uplinkSet) {
            into.push_back({"VC-NETWORK-ELSEWHERE", object,
                            fmt::format("it exists on uplink set {}",
                                        same->uplinkSet.empty() ? "none" : same->uplinkSet)});
        }
        for (const auto* other : foreign) {
            if (other->uplinkSet != network.uplinkSet) {
                continue;
            }
            if (other->vlan == network.vlan) {
                into.push_back({"VC-VLAN-HELD", object,
                                fmt::format("network {} has VLAN {}", other->name, other->vlan)});
            }
            if (other->native && network.native) {
                into.push_back(
                    {"VC-NATIVE-HELD", object, fmt::format("network {} is the native one", other->name)});
            }
        }
    }
}

void bayConflicts(const Wish& wish, const VcDomain& actual, Conflicts& into) {
    for (const auto& profile : wish.desired.profiles) {
        const auto* holder = profile.bay ? actual.profileAt(*profile.bay) : nullptr;
        if (holder != nullptr && wish.desired.profile(holder->name) == nullptr &&
            !wish.doomsProfile(holder->name)) {
            into.push_back(
                {"VC-BAY-HELD", fmt::format("bay{}", *profile.bay), "profile " + holder->name + " has it"});
        }
    }
}

// Source: Virtual Connect user guide: a range whose addresses profiles have cannot be changed.
void poolConflicts(const Wish& wish, const VcDomain& actual, Conflicts& into) {
    const auto& wanted = wish.desired.macPool;
    if (!wanted || !actual.macPool || *wanted == *actual.macPool) {
        return;
    }
    for (const auto& profile : actual.profiles) {
        if (!wish.doomsProfile(profile.name)) {
            into.push_back({"VC-POOL-HELD", "domain",
                            fmt::format("profile {} has addresses of {}, {} is asked for", profile.name,
                                        poolText(actual.macPool), poolText(wanted))});
            return;
        }
    }
}

template <class T, class Doomed, class Wanted>
void listForeign(const std::vector<T>& all, std::string_view what, Doomed doomed, Wanted wanted,
                 std::vector<std::string>& into) {
    for (const auto& one : all) {
        if (wanted(one.name) == nullptr && !doomed(one.name)) {
            into.push_back(fmt::format("{} {}", what, one.name));
        }
    }
}

// A port that its holder is not wanted to have.
struct StrayPort {
    std::string text;
    bool fromUs = false;
    bool holderWanted = false;
};

template <class Named>
void addStrays(const Named& holder, const Named* wanted, const std::vector<UplinkMember>& given,
               std::string_view what, std::vector<StrayPort>& into) {
    for (const auto& member : holder.ports) {
        if (wanted == nullptr || !has(wanted->ports, member.port)) {
            into.push_back({fmt::format("uplink port {} of {} {}", member.port, what, holder.name),
                            has(given, member.port), wanted != nullptr});
        }
    }
}

std::vector<StrayPort> strayPorts(const Wish& wish, const VcDomain& actual) {
    std::vector<StrayPort> strays;
    for (const auto& set : actual.uplinkSets) {
        if (!wish.doomsUplinkSet(set.name)) {
            addStrays(set, wish.desired.uplinkSet(set.name), wish.portsGivenTo(set), "uplink set", strays);
        }
    }
    for (const auto& network : actual.networks) {
        if (!wish.doomsNetwork(network.name)) {
            addStrays(network, wish.desired.network(network.name), wish.portsGivenTo(network), "network",
                      strays);
        }
    }
    return strays;
}

// Made by us, and nobody wants it any more. `find` looks a thing up by its name in a domain.
template <class Find>
bool isDoomed(const Wish& wish, Find find) {
    const bool made = wish.ours != nullptr && find(*wish.ours) != nullptr;
    const bool wasThere = wish.arrival != nullptr && find(*wish.arrival) != nullptr;
    return made && !wasThere && find(wish.desired) == nullptr;
}

template <class Named>
std::vector<UplinkMember> portsGiven(const Named* ours, const Named* before) {
    auto given = ours == nullptr ? std::vector<UplinkMember>() : ours->ports;
    if (before != nullptr) {
        std::erase_if(given, [&](const UplinkMember& member) { return has(before->ports, member.port); });
    }
    return given;
}

template <class T, class Doomed>
void listDoomed(const std::vector<T>& all, std::string_view what, Doomed doomed,
                std::vector<std::string>& into) {
    for (const auto& one : all) {
        if (doomed(one.name)) {
            into.push_back(fmt::format("{} {}", what, one.name));
        }
    }
}

} // namespace

bool Wish::doomsNetwork(const std::string& name) const {
    return isDoomed(*this, [&](const VcDomain& domain) { return domain.network(name); });
}
bool Wish::doomsUplinkSet(const std::string& name) const {
    return isDoomed(*this, [&](const VcDomain& domain) { return domain.uplinkSet(name); });
}
bool Wish::doomsProfile(const std::string& name) const {
    return isDoomed(*this, [&](const VcDomain& domain) { return domain.profile(name); });
}
bool Wish::doomsGroup(const std::string& name) const {
    return isDoomed(*this, [&](const VcDomain& domain) { return domain.accessGroup(name); });
}
std::vector<UplinkMember> Wish::portsGivenTo(const UplinkSet& set) const {
    return portsGiven(ours == nullptr ? nullptr : ours->uplinkSet(set.name),
                      arrival == nullptr ? nullptr : arrival->uplinkSet(set.name));
}
std::vector<UplinkMember> Wish::portsGivenTo(const Network& network) const {
    return portsGiven(ours == nullptr ? nullptr : ours->network(network.name),
                      arrival == nullptr ? nullptr : arrival->network(network.name));
}

std::vector<std::string> leftovers(const Wish& wish, const VcDomain& actual) {
    std::vector<std::string> found;
    listDoomed(
        actual.uplinkSets, "uplink set", [&](const auto& n) { return wish.doomsUplinkSet(n); }, found);
    listDoomed(
        actual.networks, "network", [&](const auto& n) { return wish.doomsNetwork(n); }, found);
    listDoomed(
        actual.accessGroups, "network access group", [&](const auto& n) { return wish.doomsGroup(n); },
        found);
    listDoomed(
        actual.profiles, "profile", [&](const auto& n) { return wish.doomsProfile(n); }, found);
    for (auto& stray : strayPorts(wish, actual)) {
        if (stray.fromUs) {
            found.push_back(std::move(stray.text));
        }
    }
    return found;
}

std::vector<std::string> foreignObjects(const Wish& wish, const VcDomain& actual) {
    const auto& desired = wish.desired;
    std::vector<std::string> found;
    listForeign(
        actual.uplinkSets, "uplink set", [&](const auto& n) { return wish.doomsUplinkSet(n); },
        [&](const auto& n) { return desired.uplinkSet(n); }, found);
    listForeign(
        actual.networks, "network", [&](const auto& n) { return wish.doomsNetwork(n); },
        [&](const auto& n) { return desired.network(n); }, found);
    listForeign(
        actual.accessGroups, "network access group", [&](const auto& n) { return wish.doomsGroup(n); },
        [&](const auto& n) { return desired.accessGroup(n); }, found);
    listForeign(
        actual.profiles, "profile", [&](const auto& n) { return wish.doomsProfile(n); },
        [&](const auto& n) { return desired.profile(n); }, found);
    for (auto& stray : strayPorts(wish, actual)) {
        if (!stray.fromUs && stray.holderWanted) {
            found.push_back(std::move(stray.text));
        }
    }
    return found;
}

Result<> checkConflicts(const Wish& wish, const VcDomain& actual) {
    Conflicts conflicts;
    uplinkConflicts(wish, actual, conflicts);
    networkConflicts(wish, actual, conflicts);
    bayConflicts(wish, actual, conflicts);
    poolConflicts(wish, actual, conflicts);
    if (conflicts.empty()) {
        return {};
    }
    Error error;
    error.kind = ErrorKind::conflict;
    error.id = conflicts.front().id;
    error.object = conflicts.front().object;
    error.attempted = "plan the Virtual Connect domain";
    error.cause = conflicts.front().cause;
    for (std::size_t i = 1; i < conflicts.size(); ++i) {
        error.cause += fmt::format("; {} {}: {}", conflicts[i].id, conflicts[i].object, conflicts[i].cause);
    }
    error.action = "remove what is in the way by hand, or change the site file; Seedbed removes nothing that "
                   "is not its own";
    return fail(std::move(error));
}

} // namespace seedbed::vc
