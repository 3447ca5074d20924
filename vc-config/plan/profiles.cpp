// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/draft.hpp"

#include <algorithm>

namespace seedbed::vc {

namespace {

constexpr std::string_view offToAssign = "a profile is given to or taken from a blade only while it is off";
constexpr std::string_view offToHide =
    "which FlexNICs the server sees can only change while the blade is off";

bool groupHolds(const Draft& draft, const std::string& group, const std::vector<Connection>& connections) {
    const auto* known = draft.now.accessGroup(group);
    if (known == nullptr) { // Default
        return true;
    }
    return std::all_of(connections.begin(), connections.end(), [&](const Connection& c) {
        const auto networks = c.networks();
        return std::all_of(networks.begin(), networks.end(),
                           [&](const std::string& n) { return known->holds(n); });
    });
}

void setGroup(Draft& draft, const std::string& profile, const std::string& group) {
    const auto held = draft.now.profile(profile)->accessGroup;
    draft.emit(SetProfileGroup{profile, group}, SetProfileGroup{profile, held}, "profile " + profile,
               {{"network access group", held, group}});
}

// A profile's networks are of its group at any moment. Before its connections change it gets a group that
// holds what it has and what it gets; Default does, when neither of the two does.
void planGroup(Draft& draft, const ServerProfile& wanted, bool before) {
    const auto& held = *draft.now.profile(wanted.name);
    if (held.accessGroup == wanted.accessGroup) {
        return;
    }
    if (!before || groupHolds(draft, wanted.accessGroup, held.connections)) {
        setGroup(draft, wanted.name, wanted.accessGroup);
    } else if (!groupHolds(draft, held.accessGroup, wanted.connections)) {
        setGroup(draft, wanted.name, std::string(defaultAccessGroup));
    }
}

void planHiding(Draft& draft, const ServerProfile& wanted) {
    const auto& held = *draft.now.profile(wanted.name);
    if (!held.hideUnused && wanted.hideUnused && wanted.connections.size() < mostConnections) {
        noteOnce(draft.plan.notes, std::string(hidingUnread));
    }
    if (!held.hideUnused || !wanted.hideUnused || held.hideUnused == wanted.hideUnused) {
        return;
    }
    VcCommand command;
    command.operation = SetProfileHiding{wanted.name, *wanted.hideUnused};
    command.undo = SetProfileHiding{wanted.name, *held.hideUnused};
    command.object = "profile " + wanted.name;
    command.changes = {{"unused FlexNICs", hidingText(*held.hideUnused), hidingText(*wanted.hideUnused)}};
    needOff(command, held, offToHide);
    draft.emit(std::move(command));
}

} // namespace

void unassign(Draft& draft, const ServerProfile& held) {
    const BayNumber bay = *held.bay;
    draft.emit({UnassignProfile{held.name},
                AssignProfile{held.name, bay},
                "profile " + held.name,
                {{"bay", std::to_string(bay), ""}},
                {bay},
                std::string(offToAssign)});
}

void freeBays(Draft& draft) {
    const auto held = draft.now.profiles;
    for (const auto& profile : held) {
        const auto* wanted = draft.desired.profile(profile.name);
        const bool doomed = draft.wish.doomsProfile(profile.name);
        if (profile.bay && (doomed || (wanted != nullptr && profile.bay != wanted->bay))) {
            unassign(draft, profile);
        }
        if (doomed) {
            draft.emit(RemoveProfile{profile.name}, {}, "profile " + profile.name,
                       {{"name", profile.name, ""}});
        }
    }
}

void planProfile(Draft& draft, const ServerProfile& wanted) {
    if (draft.now.profile(wanted.name) == nullptr) {
        draft.emit(AddProfile{wanted.name, wanted.accessGroup, wanted.hideUnused.value_or(true)},
                   RemoveProfile{wanted.name}, "profile " + wanted.name, {{"name", "", wanted.name}});
    }
    planHiding(draft, wanted);
    planGroup(draft, wanted, true);
    planConnections(draft, wanted);
    planGroup(draft, wanted, false);
}

void planAssign(Draft& draft, const ServerProfile& wanted) {
    if (!wanted.bay || draft.now.profile(wanted.name)->bay == wanted.bay) {
        return;
    }
    draft.emit({AssignProfile{wanted.name, *wanted.bay},
                UnassignProfile{wanted.name},
                "profile " + wanted.name,
                {{"bay", "", std::to_string(*wanted.bay)}},
                {*wanted.bay},
                std::string(offToAssign)});
}

} // namespace seedbed::vc
