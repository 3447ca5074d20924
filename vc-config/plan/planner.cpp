// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/planner.hpp"

#include <algorithm>

namespace seedbed::vc {

namespace {

const UplinkMember* memberOf(const std::vector<UplinkMember>& members, const std::string& port) {
    const auto found = std::find_if(members.begin(), members.end(),
                                    [&](const UplinkMember& m) { return m.port == port; });
    return found == members.end() ? nullptr : &*found;
}

std::string ownerText(const std::string& set, const std::string& network) {
    return set.empty() ? "network " + network : "uplink set " + set;
}

} // namespace

void Planner::emit(VcCommand command) {
    takeEffect(now_, command.operation);
    plan_.commands.push_back(std::move(command));
}

void Planner::emit(Operation operation, std::optional<Operation> undo, std::string object, Changes changes) {
    emit(VcCommand{std::move(operation), std::move(undo), std::move(object), std::move(changes), {}, {}});
}

void Planner::planImport() {
    if (!now_.enclosureImported) {
        now_ = VcDomain{};
        emit(ImportEnclosure{}, {}, "enclosure enc0", {{"imported", "no", "yes"}});
    }
}

void Planner::planDomain() {
    const bool poolDiffers = now_.macPool && desired_.macPool && *now_.macPool != *desired_.macPool;
    if (now_.name == desired_.name && !poolDiffers) {
        if (!now_.macPool && desired_.macPool) {
            plan_.notes.push_back("the MAC pool of the domain could not be read, so it is not compared");
        }
        return;
    }
    Changes changes;
    noteChange(changes, "name", now_.name, desired_.name);
    const bool sendPool = desired_.macPool && (poolDiffers || !now_.macPool);
    if (sendPool) {
        noteChange(changes, "MAC addresses", poolText(now_.macPool), poolText(desired_.macPool));
    }
    const SetDomain set{desired_.name, sendPool ? desired_.macPool : std::nullopt};
    const SetDomain back{now_.name, poolDiffers ? now_.macPool : std::nullopt};
    const auto undo = now_.name.empty() ? std::nullopt : std::optional<Operation>(back);
    emit(set, undo, "domain", std::move(changes));
}

void Planner::planCapacity() {
    const auto held = now_.vlanCapacity.value_or(VlanCapacity::legacy);
    if (!desired_.vlanCapacity || *desired_.vlanCapacity == held) {
        return;
    }
    if (held == VlanCapacity::expanded) {
        plan_.notes.push_back("the VLAN capacity is expanded and cannot be turned back");
        return;
    }
    plan_.notes.push_back("the VLAN capacity cannot be turned back once it is expanded");
    emit(SetVlanCapacity{VlanCapacity::expanded}, {}, "domain", {{"VLAN capacity", "legacy", "expanded"}});
}

void Planner::freePort(const std::string& port) {
    for (const auto& set : now_.uplinkSets) {
        if (const auto* held = memberOf(set.ports, port)) {
            emit(RemoveUplinkPort{port, set.name, ""}, AddUplinkPort{port, set.name, "", held->speedMb},
                 "uplink port " + port, {{"used by", "uplink set " + set.name, ""}});
            return;
        }
    }
    for (const auto& network : now_.networks) {
        if (const auto* held = memberOf(network.ports, port)) {
            emit(RemoveUplinkPort{port, "", network.name},
                 AddUplinkPort{port, "", network.name, held->speedMb}, "uplink port " + port,
                 {{"used by", "network " + network.name, ""}});
            return;
        }
    }
}

void Planner::planPort(const UplinkMember& wanted, const std::string& set, const std::string& network) {
    const auto* inSet = now_.holderOf(wanted.port);
    const auto* inNetwork = now_.dedicatedTo(wanted.port);
    const bool right = set.empty() ? inNetwork != nullptr && inNetwork->name == network
                                   : inSet != nullptr && inSet->name == set;
    if (!right) {
        freePort(wanted.port);
        Changes changes{{"used by", "", ownerText(set, network)}};
        if (wanted.speedMb != 0) {
            changes.push_back({"speed", "", settingText(wanted.speedMb)});
        }
        emit(AddUplinkPort{wanted.port, set, network, wanted.speedMb},
             RemoveUplinkPort{wanted.port, set, network}, "uplink port " + wanted.port, std::move(changes));
        return;
    }
    const auto* held = memberOf(set.empty() ? inNetwork->ports : inSet->ports, wanted.port);
    if (held->speedMb != wanted.speedMb) {
        Changes changes{{"speed", settingText(held->speedMb), settingText(wanted.speedMb)}};
        emit(SetUplinkPort{wanted.port, wanted.speedMb}, SetUplinkPort{wanted.port, held->speedMb},
             "uplink port " + wanted.port, std::move(changes));
    }
}

void Planner::planPorts(const std::vector<UplinkMember>& wanted, const std::string& set,
                        const std::string& network) {
    for (const auto& member : wanted) {
        planPort(member, set, network);
    }
}

void Planner::planUplinkSets() {
    for (const auto& set : desired_.uplinkSets) {
        if (now_.uplinkSet(set.name) == nullptr) {
            emit(AddUplinkSet{set.name}, RemoveUplinkSet{set.name}, "uplink set " + set.name,
                 {{"name", "", set.name}});
        }
        const auto held = now_.uplinkSet(set.name)->mode;
        if (held != set.mode) {
            emit(SetUplinkSet{set.name, set.mode}, SetUplinkSet{set.name, held}, "uplink set " + set.name,
                 {{"connection mode", std::string(toString(held)), std::string(toString(set.mode))}});
        }
        planPorts(set.ports, set.name, "");
    }
}

// Ports of ours that a thing had not before us.
void Planner::dropPorts(const std::vector<UplinkMember>& held, const std::vector<UplinkMember>& wanted,
                        const std::vector<UplinkMember>* ours) {
    for (const auto& member : held) {
        const bool added = ours != nullptr && memberOf(*ours, member.port) != nullptr;
        if (added && memberOf(wanted, member.port) == nullptr) {
            freePort(member.port);
        }
    }
}

void Planner::dropUplinks() {
    if (wish_.ours == nullptr) {
        return;
    }
    const auto sets = now_.uplinkSets;
    for (const auto& set : sets) {
        const auto* ours = wish_.ours->uplinkSet(set.name);
        const auto* wanted = desired_.uplinkSet(set.name);
        if (wanted != nullptr) {
            dropPorts(set.ports, wanted->ports, ours == nullptr ? nullptr : &ours->ports);
        }
        const bool inUse = std::any_of(now_.networks.begin(), now_.networks.end(),
                                       [&](const Network& n) { return n.uplinkSet == set.name; });
        if (wish_.doomsUplinkSet(set.name) && inUse) {
            plan_.notes.push_back("uplink set " + set.name + " stays, networks of others are on it");
        } else if (wish_.doomsUplinkSet(set.name)) {
            for (const auto& member : set.ports) {
                freePort(member.port);
            }
            emit(RemoveUplinkSet{set.name}, AddUplinkSet{set.name}, "uplink set " + set.name,
                 {{"name", set.name, ""}});
        }
    }
}

VcPlan Planner::run() {
    planImport();
    freeBays();
    planDomain();
    planCapacity();
    planUplinkSets();
    planNetworks();
    growGroups();
    for (const auto& profile : desired_.profiles) {
        planProfile(profile);
    }
    planNetworks(); // what the connections of before did not allow
    settleGroups();
    dropNetworks();
    dropUplinks();
    for (const auto& profile : desired_.profiles) {
        planAssign(profile);
    }
    return std::move(plan_);
}

VcPlan Planner::runDeletion() {
    const auto held = now_.profiles;
    for (const auto& profile : held) {
        if (profile.bay) {
            unassign(profile);
        }
    }
    emit(DeleteDomain{}, {}, "domain", {{"name", now_.name, ""}});
    return std::move(plan_);
}

} // namespace seedbed::vc
