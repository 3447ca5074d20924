// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/draft.hpp"

#include <algorithm>

namespace seedbed::vc {

namespace {

Network withoutPorts(Network network) {
    network.ports.clear();
    return network;
}

// As `add network` makes it.
Network asAdded(const Network& wanted) {
    Network made;
    made.name = wanted.name;
    made.uplinkSet = wanted.uplinkSet;
    made.vlan = wanted.vlan;
    made.native = wanted.native;
    made.isPrivate = wanted.isPrivate;
    return made;
}

bool uses(const ServerProfile& profile, const std::string& network) {
    return std::any_of(profile.connections.begin(), profile.connections.end(),
                       [&](const Connection& c) { return c.carries(network); });
}

AccessGroup unionOf(AccessGroup held, const AccessGroup& wanted) {
    for (const auto& network : wanted.networks) {
        if (!held.holds(network)) {
            held.networks.push_back(network);
        }
    }
    std::sort(held.networks.begin(), held.networks.end());
    return held;
}

// The network that still holds the VLAN or the native place that this one is to get; nullptr when none does.
const Network* rivalOf(const Draft& draft, const Network& wanted) {
    if (wanted.uplinkSet.empty()) {
        return nullptr;
    }
    const auto found =
        std::find_if(draft.now.networks.begin(), draft.now.networks.end(), [&](const Network& other) {
            const bool collides = other.vlan == wanted.vlan || (other.native && wanted.native);
            return collides && other.uplinkSet == wanted.uplinkSet && other.name != wanted.name;
        });
    return found == draft.now.networks.end() ? nullptr : &*found;
}

// A maximum below what a connection still asks for is set when the connections are as wanted.
Network reachable(const Draft& draft, const Network& wanted) {
    const auto* held = draft.now.network(wanted.name);
    if (held == nullptr || wanted.maximumMb == 0 || wanted.maximumMb == held->maximumMb) {
        return wanted;
    }
    Network now = wanted;
    for (const auto& profile : draft.desired.profiles) {
        const auto* known = draft.now.profile(profile.name);
        for (std::size_t i = 0; known != nullptr && i < known->connections.size(); ++i) {
            const auto& c = known->connections[i];
            const bool above = c.speed == SpeedType::custom && c.speedMb > wanted.maximumMb;
            if (above && c.carries(wanted.name) && target(draft, profile, i) != c) {
                now.maximumMb = held->maximumMb;
            }
        }
    }
    return now;
}

void setNetwork(Draft& draft, const Network& wanted) {
    const std::string object = "network " + wanted.name;
    if (draft.now.network(wanted.name) == nullptr) {
        const auto made = asAdded(wanted);
        Network none;
        none.uplinkSet = wanted.uplinkSet;
        draft.emit(AddNetwork{made}, RemoveNetwork{wanted.name}, object, networkChanges(none, made));
    }
    const auto held = withoutPorts(*draft.now.network(wanted.name));
    const auto after = withoutPorts(wanted);
    if (held != after) {
        draft.emit(SetNetwork{held, after}, SetNetwork{after, held}, object, networkChanges(held, after));
    }
}

int freeVlan(const Draft& draft) {
    for (int vlan = 4094; vlan > 1; --vlan) {
        const auto has = [&](const Network& n) { return n.vlan == vlan; };
        const bool used = std::any_of(draft.now.networks.begin(), draft.now.networks.end(), has) ||
                          std::any_of(draft.desired.networks.begin(), draft.desired.networks.end(), has);
        if (!used) {
            return vlan;
        }
    }
    return 1;
}

// Networks that exchange their VLANs: one of them steps aside for a moment.
void parkNetwork(Draft& draft, const std::string& name) {
    Network aside = *draft.now.network(name);
    aside.vlan = freeVlan(draft);
    aside.native = false;
    setNetwork(draft, aside);
}

// No connection of a profile that is ours to change carries it any more.
void detach(Draft& draft, const std::string& network) {
    for (const auto& profile : draft.desired.profiles) {
        const auto* held = draft.now.profile(profile.name);
        for (std::size_t i = 0; held != nullptr && i < held->connections.size(); ++i) {
            Connection without = held->connections[i];
            if (!without.carries(network)) {
                continue;
            }
            without.network = without.network == network ? "" : without.network;
            std::erase_if(without.map, [&](const MappedNetwork& m) { return m.network == network; });
            setConnection(draft, profile.name, i, without);
            held = draft.now.profile(profile.name);
        }
    }
}

void removeNetwork(Draft& draft, const std::string& name) {
    const auto held = *draft.now.network(name);
    for (const auto& member : held.ports) {
        freePort(draft, member.port);
    }
    const auto undo = withoutPorts(held) == asAdded(held)
                          ? std::optional<Operation>(AddNetwork{asAdded(held)})
                          : std::nullopt;
    draft.emit(RemoveNetwork{name}, undo, "network " + name, {{"name", name, ""}});
}

} // namespace

void planNetworks(Draft& draft) {
    std::vector<const Network*> pending;
    for (const auto& network : draft.desired.networks) {
        const auto* held = draft.now.network(network.name);
        if (held == nullptr || withoutPorts(*held) != withoutPorts(network)) {
            pending.push_back(&network);
        }
    }
    while (!pending.empty()) {
        const auto free = std::find_if(pending.begin(), pending.end(),
                                       [&](const Network* n) { return rivalOf(draft, *n) == nullptr; });
        if (free != pending.end()) {
            setNetwork(draft, reachable(draft, **free));
            pending.erase(free);
            continue;
        }
        const std::string rival = rivalOf(draft, *pending.front())->name;
        if (draft.wish.doomsNetwork(rival)) {
            detach(draft, rival);
        }
        const bool inUse = std::any_of(draft.now.profiles.begin(), draft.now.profiles.end(),
                                       [&](const ServerProfile& p) { return uses(p, rival); });
        if (draft.wish.doomsNetwork(rival) && !inUse) {
            removeNetwork(draft, rival);
        } else { // each waits for another one
            parkNetwork(draft, rival);
        }
    }
    for (const auto& network : draft.desired.networks) {
        planPorts(draft, network.ports, "", network.name);
    }
}

void dropNetworks(Draft& draft) {
    if (draft.wish.ours == nullptr) {
        return;
    }
    const auto networks = draft.now.networks;
    for (const auto& network : networks) {
        const auto* wanted = draft.desired.network(network.name);
        if (!draft.wish.doomsNetwork(network.name)) {
            dropPorts(draft, network.ports, wanted == nullptr ? std::vector<UplinkMember>() : wanted->ports,
                      draft.wish.portsGivenTo(network));
        }
        if (!draft.wish.doomsNetwork(network.name) || draft.now.network(network.name) == nullptr) {
            continue;
        }
        const auto user = std::find_if(draft.now.profiles.begin(), draft.now.profiles.end(),
                                       [&](const ServerProfile& p) { return uses(p, network.name); });
        if (user == draft.now.profiles.end()) {
            removeNetwork(draft, network.name);
        } else {
            draft.plan.notes.push_back("network " + network.name + " stays, profile " + user->name +
                                       " is on it");
        }
    }
}

// First all that a profile may need before or after; settleGroups(draft) takes the rest out.
void growGroups(Draft& draft) {
    for (const auto& wanted : draft.desired.accessGroups) {
        const std::string object = "network access group " + wanted.name;
        const auto* held = draft.now.accessGroup(wanted.name);
        if (held == nullptr) {
            draft.emit(AddAccessGroup{wanted}, RemoveAccessGroup{wanted.name}, object,
                       groupChanges(AccessGroup{}, wanted));
            continue;
        }
        const auto before = *held;
        const auto grown = unionOf(before, wanted);
        if (grown.networks.size() != before.networks.size()) {
            draft.emit(SetAccessGroup{grown}, SetAccessGroup{before}, object, groupChanges(before, grown));
        }
    }
}

void settleGroups(Draft& draft) {
    for (const auto& wanted : draft.desired.accessGroups) {
        const auto before = *draft.now.accessGroup(wanted.name);
        auto changes = groupChanges(before, wanted);
        if (!changes.empty()) {
            draft.emit(SetAccessGroup{wanted}, SetAccessGroup{before}, "network access group " + wanted.name,
                       std::move(changes));
        }
    }
    const auto held = draft.now.accessGroups;
    for (const auto& group : held) {
        if (!draft.wish.doomsGroup(group.name)) {
            continue;
        }
        const auto user = std::find_if(draft.now.profiles.begin(), draft.now.profiles.end(),
                                       [&](const ServerProfile& p) { return p.accessGroup == group.name; });
        if (user == draft.now.profiles.end()) {
            draft.emit(RemoveAccessGroup{group.name}, AddAccessGroup{group},
                       "network access group " + group.name, {{"name", group.name, ""}});
        } else {
            draft.plan.notes.push_back("network access group " + group.name + " stays, profile " +
                                       user->name + " has it");
        }
    }
}

} // namespace seedbed::vc
