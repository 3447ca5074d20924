// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "vc-config/plan/planner.hpp"

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

} // namespace

// The network that still holds the VLAN or the native place that this one is to get; nullptr when none does.
const Network* Planner::rivalOf(const Network& wanted) const {
    if (wanted.uplinkSet.empty()) {
        return nullptr;
    }
    const auto found = std::find_if(now_.networks.begin(), now_.networks.end(), [&](const Network& other) {
        const bool collides = other.vlan == wanted.vlan || (other.native && wanted.native);
        return collides && other.uplinkSet == wanted.uplinkSet && other.name != wanted.name;
    });
    return found == now_.networks.end() ? nullptr : &*found;
}

// A maximum below what a connection still asks for is set when the connections are as wanted.
Network Planner::reachable(const Network& wanted) const {
    const auto* held = now_.network(wanted.name);
    if (held == nullptr || wanted.maximumMb == 0 || wanted.maximumMb == held->maximumMb) {
        return wanted;
    }
    Network now = wanted;
    for (const auto& profile : desired_.profiles) {
        const auto* known = now_.profile(profile.name);
        for (std::size_t i = 0; known != nullptr && i < known->connections.size(); ++i) {
            const auto& c = known->connections[i];
            const bool above = c.speed == SpeedType::custom && c.speedMb > wanted.maximumMb;
            if (above && c.carries(wanted.name) && target(profile, i) != c) {
                now.maximumMb = held->maximumMb;
            }
        }
    }
    return now;
}

void Planner::setNetwork(const Network& wanted) {
    const std::string object = "network " + wanted.name;
    if (now_.network(wanted.name) == nullptr) {
        const auto made = asAdded(wanted);
        Network none;
        none.uplinkSet = wanted.uplinkSet;
        emit(AddNetwork{made}, RemoveNetwork{wanted.name}, object, networkChanges(none, made));
    }
    const auto held = withoutPorts(*now_.network(wanted.name));
    const auto after = withoutPorts(wanted);
    if (held != after) {
        emit(SetNetwork{held, after}, SetNetwork{after, held}, object, networkChanges(held, after));
    }
}

int Planner::freeVlan() const {
    for (int vlan = 4094; vlan > 1; --vlan) {
        const auto has = [&](const Network& n) { return n.vlan == vlan; };
        const bool used = std::any_of(now_.networks.begin(), now_.networks.end(), has) ||
                          std::any_of(desired_.networks.begin(), desired_.networks.end(), has);
        if (!used) {
            return vlan;
        }
    }
    return 1;
}

// Networks that exchange their VLANs: one of them steps aside for a moment.
void Planner::parkNetwork(const std::string& name) {
    Network aside = *now_.network(name);
    aside.vlan = freeVlan();
    aside.native = false;
    setNetwork(aside);
}

void Planner::planNetworks() {
    std::vector<const Network*> pending;
    for (const auto& network : desired_.networks) {
        const auto* held = now_.network(network.name);
        if (held == nullptr || withoutPorts(*held) != withoutPorts(network)) {
            pending.push_back(&network);
        }
    }
    while (!pending.empty()) {
        const auto free = std::find_if(pending.begin(), pending.end(),
                                       [&](const Network* n) { return rivalOf(*n) == nullptr; });
        if (free != pending.end()) {
            setNetwork(reachable(**free));
            pending.erase(free);
            continue;
        }
        const std::string rival = rivalOf(*pending.front())->name;
        if (wish_.doomsNetwork(rival)) {
            detach(rival);
        }
        const bool inUse = std::any_of(now_.profiles.begin(), now_.profiles.end(),
                                       [&](const ServerProfile& p) { return uses(p, rival); });
        if (wish_.doomsNetwork(rival) && !inUse) {
            removeNetwork(rival);
        } else { // each waits for another one
            parkNetwork(rival);
        }
    }
    for (const auto& network : desired_.networks) {
        planPorts(network.ports, "", network.name);
    }
}

// No connection of a profile that is ours to change carries it any more.
void Planner::detach(const std::string& network) {
    for (const auto& profile : desired_.profiles) {
        const auto* held = now_.profile(profile.name);
        for (std::size_t i = 0; held != nullptr && i < held->connections.size(); ++i) {
            Connection without = held->connections[i];
            if (!without.carries(network)) {
                continue;
            }
            without.network = without.network == network ? "" : without.network;
            std::erase_if(without.map, [&](const MappedNetwork& m) { return m.network == network; });
            setConnection(profile.name, i, without);
            held = now_.profile(profile.name);
        }
    }
}

void Planner::removeNetwork(const std::string& name) {
    const auto held = *now_.network(name);
    for (const auto& member : held.ports) {
        freePort(member.port);
    }
    const auto undo = withoutPorts(held) == asAdded(held) ? std::optional<Operation>(AddNetwork{asAdded(held)})
                                                          : std::nullopt;
    emit(RemoveNetwork{name}, undo, "network " + name, {{"name", name, ""}});
}

void Planner::dropNetworks() {
    if (wish_.ours == nullptr) {
        return;
    }
    const auto networks = now_.networks;
    for (const auto& network : networks) {
        const auto* ours = wish_.ours->network(network.name);
        const auto* wanted = desired_.network(network.name);
        if (wanted != nullptr) {
            dropPorts(network.ports, wanted->ports, ours == nullptr ? nullptr : &ours->ports);
        }
        if (!wish_.doomsNetwork(network.name)) {
            continue;
        }
        const auto user = std::find_if(now_.profiles.begin(), now_.profiles.end(),
                                       [&](const ServerProfile& p) { return uses(p, network.name); });
        if (user == now_.profiles.end()) {
            removeNetwork(network.name);
        } else {
            plan_.notes.push_back("network " + network.name + " stays, profile " + user->name + " is on it");
        }
    }
}

// First all that a profile may need before or after; settleGroups() takes the rest out.
void Planner::growGroups() {
    for (const auto& wanted : desired_.accessGroups) {
        const std::string object = "network access group " + wanted.name;
        const auto* held = now_.accessGroup(wanted.name);
        if (held == nullptr) {
            emit(AddAccessGroup{wanted}, RemoveAccessGroup{wanted.name}, object,
                 groupChanges(AccessGroup{}, wanted));
            continue;
        }
        const auto before = *held;
        const auto grown = unionOf(before, wanted);
        if (grown.networks.size() != before.networks.size()) {
            emit(SetAccessGroup{grown}, SetAccessGroup{before}, object, groupChanges(before, grown));
        }
    }
}

void Planner::settleGroups() {
    for (const auto& wanted : desired_.accessGroups) {
        const auto before = *now_.accessGroup(wanted.name);
        auto changes = groupChanges(before, wanted);
        if (!changes.empty()) {
            emit(SetAccessGroup{wanted}, SetAccessGroup{before}, "network access group " + wanted.name,
                 std::move(changes));
        }
    }
    const auto held = now_.accessGroups;
    for (const auto& group : held) {
        if (!wish_.doomsGroup(group.name)) {
            continue;
        }
        const auto user = std::find_if(now_.profiles.begin(), now_.profiles.end(),
                                       [&](const ServerProfile& p) { return p.accessGroup == group.name; });
        if (user == now_.profiles.end()) {
            emit(RemoveAccessGroup{group.name}, AddAccessGroup{group}, "network access group " + group.name,
                 {{"name", group.name, ""}});
        } else {
            plan_.notes.push_back("network access group " + group.name + " stays, profile " + user->name +
                                  " has it");
        }
    }
}

} // namespace seedbed::vc
