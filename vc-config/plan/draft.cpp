// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/draft.hpp"

namespace seedbed::vc {

namespace {

void planImport(Draft& draft) {
    if (!draft.now.enclosureImported) {
        draft.now = VcDomain{};
        draft.emit(ImportEnclosure{}, {}, "enclosure enc0", {{"imported", "no", "yes"}});
    }
}

void planDomain(Draft& draft) {
    const bool poolDiffers =
        draft.now.macPool && draft.desired.macPool && *draft.now.macPool != *draft.desired.macPool;
    if (draft.now.name == draft.desired.name && !poolDiffers) {
        if (!draft.now.macPool && draft.desired.macPool) {
            draft.plan.notes.push_back("the MAC pool of the domain could not be read, so it is not compared");
        }
        return;
    }
    Changes changes;
    noteChange(changes, "name", draft.now.name, draft.desired.name);
    const bool sendPool = draft.desired.macPool && (poolDiffers || !draft.now.macPool);
    if (sendPool) {
        noteChange(changes, "MAC addresses", poolText(draft.now.macPool), poolText(draft.desired.macPool));
    }
    const SetDomain set{draft.desired.name, sendPool ? draft.desired.macPool : std::nullopt};
    const SetDomain back{draft.now.name, poolDiffers ? draft.now.macPool : std::nullopt};
    const auto undo = draft.now.name.empty() ? std::nullopt : std::optional<Operation>(back);
    draft.emit(set, undo, "domain", std::move(changes));
}

void planCapacity(Draft& draft) {
    const auto& held = draft.now.vlanCapacity;
    const auto& wanted = draft.desired.vlanCapacity;
    if (!wanted || wanted == held) {
        return;
    }
    if (!held) {
        draft.plan.notes.push_back("the VLAN capacity could not be read, so it is not compared");
    } else if (held == VlanCapacity::expanded) {
        draft.plan.notes.push_back("the VLAN capacity is expanded and cannot be turned back");
    } else {
        draft.plan.notes.push_back("the VLAN capacity cannot be turned back once it is expanded");
        draft.emit(SetVlanCapacity{VlanCapacity::expanded}, {}, "domain",
                   {{"VLAN capacity", "legacy", "expanded"}});
    }
}

} // namespace

void Draft::emit(VcCommand command) {
    takeEffect(now, command.operation);
    plan.commands.push_back(std::move(command));
}

void Draft::emit(Operation operation, std::optional<Operation> undo, std::string object, Changes changes) {
    emit(VcCommand{std::move(operation), std::move(undo), std::move(object), std::move(changes), {}, {}});
}

void needOff(VcCommand& command, const ServerProfile& holder, std::string_view reason) {
    if (holder.bay) {
        command.needsOff = {*holder.bay};
        command.reason = reason;
    }
}

void planAll(Draft& draft) {
    planImport(draft);
    freeBays(draft);
    planDomain(draft);
    planCapacity(draft);
    planUplinkSets(draft);
    planNetworks(draft);
    growGroups(draft);
    for (const auto& profile : draft.desired.profiles) {
        planProfile(draft, profile);
    }
    planNetworks(draft); // what the connections of before did not allow
    settleGroups(draft);
    dropNetworks(draft);
    dropUplinks(draft);
    for (const auto& profile : draft.desired.profiles) {
        planAssign(draft, profile);
    }
}

void planDeletion(Draft& draft) {
    const auto held = draft.now.profiles;
    for (const auto& profile : held) {
        if (profile.bay) {
            unassign(draft, profile);
        }
    }
    draft.emit(DeleteDomain{}, {}, "domain", {{"name", draft.now.name, ""}});
}

} // namespace seedbed::vc
