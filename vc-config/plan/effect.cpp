// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "vc-config/plan/plan.hpp"

namespace seedbed::vc {

namespace {

template <class T>
T* named(std::vector<T>& all, const std::string& name) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

template <class T>
void removeNamed(std::vector<T>& all, const std::string& name) {
    std::erase_if(all, [&](const T& one) { return one.name == name; });
}

void removePort(std::vector<UplinkMember>& members, const std::string& port) {
    std::erase_if(members, [&](const UplinkMember& m) { return m.port == port; });
}

void setSpeed(std::vector<UplinkMember>& members, const SetUplinkPort& op) {
    for (auto& member : members) {
        member.speedMb = member.port == op.port ? op.speedMb : member.speedMb;
    }
}

struct Effect {
    VcDomain& domain;

    Connection* connection(const std::string& name, int port) const {
        auto* profile = named(domain.profiles, name);
        const auto index = static_cast<std::size_t>(port - 1);
        const bool there = profile != nullptr && index < profile->connections.size();
        return there ? &profile->connections[index] : nullptr;
    }

    void operator()(const ImportEnclosure&) const {
        domain.enclosureImported = true;
        domain.vlanCapacity = VlanCapacity::legacy;
    }
    void operator()(const DeleteDomain&) const {
        domain = VcDomain{};
        domain.enclosureImported = false;
    }
    void operator()(const SetDomain& op) const {
        domain.name = op.name;
        domain.macPool = op.macPool ? op.macPool : domain.macPool;
    }
    void operator()(const SetVlanCapacity& op) const { domain.vlanCapacity = op.capacity; }
    void operator()(const AddUplinkSet& op) const { domain.uplinkSets.push_back({op.name, {}}); }
    void operator()(const SetUplinkSet& op) const {
        if (auto* set = named(domain.uplinkSets, op.name)) {
            set->mode = op.mode;
        }
    }
    void operator()(const RemoveUplinkSet& op) const { removeNamed(domain.uplinkSets, op.name); }
    void operator()(const AddUplinkPort& op) const {
        auto* set = named(domain.uplinkSets, op.uplinkSet);
        auto* network = named(domain.networks, op.network);
        if (set != nullptr) {
            set->ports.push_back({op.port, op.speedMb});
        } else if (network != nullptr) {
            network->ports.push_back({op.port, op.speedMb});
        }
    }
    void operator()(const SetUplinkPort& op) const {
        for (auto& set : domain.uplinkSets) {
            setSpeed(set.ports, op);
        }
        for (auto& network : domain.networks) {
            setSpeed(network.ports, op);
        }
    }
    void operator()(const RemoveUplinkPort& op) const {
        for (auto& set : domain.uplinkSets) {
            removePort(set.ports, op.port);
        }
        for (auto& network : domain.networks) {
            removePort(network.ports, op.port);
        }
    }
    void operator()(const AddNetwork& op) const { domain.networks.push_back(op.network); }
    void operator()(const SetNetwork& op) const {
        if (auto* network = named(domain.networks, op.after.name)) {
            auto ports = std::move(network->ports);
            *network = op.after;
            network->ports = std::move(ports);
        }
    }
    void operator()(const RemoveNetwork& op) const {
        removeNamed(domain.networks, op.name);
        for (auto& group : domain.accessGroups) {
            std::erase(group.networks, op.name);
        }
    }
    void operator()(const AddAccessGroup& op) const { domain.accessGroups.push_back(op.group); }
    void operator()(const SetAccessGroup& op) const {
        if (auto* group = named(domain.accessGroups, op.group.name)) {
            *group = op.group;
        }
    }
    void operator()(const RemoveAccessGroup& op) const { removeNamed(domain.accessGroups, op.name); }
    void operator()(const AddProfile& op) const {
        domain.profiles.push_back({op.name, {}, {}, op.accessGroup, op.hideUnused});
    }
    void operator()(const SetProfileGroup& op) const {
        if (auto* profile = named(domain.profiles, op.profile)) {
            profile->accessGroup = op.accessGroup;
        }
    }
    void operator()(const SetProfileHiding& op) const {
        if (auto* profile = named(domain.profiles, op.profile)) {
            profile->hideUnused = op.hideUnused;
        }
    }
    void operator()(const RemoveProfile& op) const { removeNamed(domain.profiles, op.name); }
    void operator()(const AddConnection& op) const {
        if (auto* profile = named(domain.profiles, op.profile)) {
            profile->connections.push_back(op.connection);
            profile->connections.back().map.clear();
        }
    }
    void operator()(const SetConnection& op) const {
        if (auto* held = connection(op.profile, op.port)) {
            auto map = std::move(held->map);
            *held = op.after;
            held->map = std::move(map);
        }
    }
    void operator()(const RemoveConnection& op) const {
        auto* profile = named(domain.profiles, op.profile);
        if (profile != nullptr && static_cast<std::size_t>(op.port) == profile->connections.size()) {
            profile->connections.pop_back();
        }
    }
    void operator()(const AddMapping& op) const {
        if (auto* held = connection(op.profile, op.port)) {
            const auto place = std::upper_bound(
                held->map.begin(), held->map.end(), op.mapped,
                [](const MappedNetwork& a, const MappedNetwork& b) { return a.network < b.network; });
            held->map.insert(place, op.mapped);
        }
    }
    void operator()(const RemoveMapping& op) const {
        if (auto* held = connection(op.profile, op.port)) {
            std::erase_if(held->map, [&](const MappedNetwork& m) { return m.network == op.network; });
        }
    }
    void operator()(const AssignProfile& op) const {
        if (auto* profile = named(domain.profiles, op.profile)) {
            profile->bay = op.bay;
        }
    }
    void operator()(const UnassignProfile& op) const {
        if (auto* profile = named(domain.profiles, op.profile)) {
            profile->bay.reset();
        }
    }
};

} // namespace

void takeEffect(VcDomain& domain, const Operation& operation) {
    std::visit(Effect{domain}, operation);
}

} // namespace seedbed::vc
