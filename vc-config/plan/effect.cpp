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

struct Effect {
    VcDomain& domain;

    void operator()(const ImportEnclosure&) const { domain.enclosureImported = true; }
    void operator()(const SetDomain& op) const {
        domain.name = op.name;
        domain.macPool = op.macPool ? op.macPool : domain.macPool;
    }
    void operator()(const AddUplinkSet& op) const { domain.uplinkSets.push_back({op.name, {}}); }
    void operator()(const RemoveUplinkSet& op) const { removeNamed(domain.uplinkSets, op.name); }
    void operator()(const AddUplinkPort& op) const {
        if (auto* set = named(domain.uplinkSets, op.uplinkSet)) {
            set->ports.push_back(op.port);
        }
    }
    void operator()(const RemoveUplinkPort& op) const {
        for (auto& set : domain.uplinkSets) {
            std::erase(set.ports, op.port);
        }
    }
    void operator()(const AddNetwork& op) const { domain.networks.push_back(op.network); }
    void operator()(const SetNetwork& op) const {
        if (auto* network = named(domain.networks, op.network.name)) {
            *network = op.network;
        }
    }
    void operator()(const RemoveNetwork& op) const { removeNamed(domain.networks, op.name); }
    void operator()(const AddProfile& op) const { domain.profiles.push_back({op.name, {}, {}}); }
    void operator()(const RemoveProfile& op) const { removeNamed(domain.profiles, op.name); }
    void operator()(const AddConnection& op) const {
        if (auto* profile = named(domain.profiles, op.profile)) {
            profile->connections.push_back(op.connection);
        }
    }
    void operator()(const SetConnection& op) const {
        auto* profile = named(domain.profiles, op.profile);
        const auto index = static_cast<std::size_t>(op.port - 1);
        if (profile != nullptr && index < profile->connections.size()) {
            profile->connections[index] = op.after;
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
