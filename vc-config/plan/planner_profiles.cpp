// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "vc-config/plan/planner.hpp"

namespace seedbed::vc {

namespace {

constexpr std::string_view offToAssign = "a profile is given to or taken from a blade only while it is off";
constexpr std::string_view offToBoot = "the boot setting of a FlexNIC can only change while the blade is off";
constexpr std::string_view offToAdd =
    "an assigned profile takes and gives up connections only while the blade is off";
constexpr std::string_view offToHide =
    "which FlexNICs the server sees can only change while the blade is off";

void needOff(VcCommand& command, const ServerProfile& holder, std::string_view reason) {
    if (holder.bay) {
        command.needsOff = {*holder.bay};
        command.reason = reason;
    }
}

bool has(const std::vector<MappedNetwork>& map, const MappedNetwork& wanted) {
    return std::find(map.begin(), map.end(), wanted) != map.end();
}

// One network, or one VLAN id of the server, on two FlexNICs of one port.
bool collide(const Connection& a, const Connection& b) {
    const auto networks = a.networks();
    const bool network = std::any_of(networks.begin(), networks.end(),
                                     [&](const std::string& n) { return b.carries(n); });
    const bool vlan = std::any_of(a.map.begin(), a.map.end(), [&](const MappedNetwork& mine) {
        return !mine.untagged &&
               std::any_of(b.map.begin(), b.map.end(), [&](const MappedNetwork& theirs) {
                   return !theirs.untagged && theirs.vlan == mine.vlan;
               });
    });
    return network || vlan;
}

Connection withoutMap(Connection connection) {
    connection.map.clear();
    return connection;
}

} // namespace

void Planner::unassign(const ServerProfile& held) {
    const BayNumber bay = *held.bay;
    emit({UnassignProfile{held.name},
          AssignProfile{held.name, bay},
          "profile " + held.name,
          {{"bay", std::to_string(bay), ""}},
          {bay},
          std::string(offToAssign)});
}

void Planner::freeBays() {
    const auto held = now_.profiles;
    for (const auto& profile : held) {
        const auto* wanted = desired_.profile(profile.name);
        const bool doomed = wish_.doomsProfile(profile.name);
        if (profile.bay && (doomed || (wanted != nullptr && profile.bay != wanted->bay))) {
            unassign(profile);
        }
        if (doomed) {
            emit(RemoveProfile{profile.name}, {}, "profile " + profile.name, {{"name", profile.name, ""}});
        }
    }
}

// The connection that still has a network or a VLAN on this physical port, or the PXE setting, that this one
// is to get.
std::optional<std::size_t> Planner::rivalOf(const ServerProfile& profile, std::size_t index,
                                            const Connection& wanted) const {
    for (std::size_t other = 0; other < profile.connections.size(); ++other) {
        if (other == index) {
            continue;
        }
        const auto& rival = profile.connections[other];
        const bool samePort = other % 2 == index % 2;
        if ((samePort && collide(wanted, rival)) ||
            (wanted.pxe == Pxe::enabled && rival.pxe == Pxe::enabled)) {
            return other;
        }
    }
    return std::nullopt;
}

// Gives up for a moment what `for_` is to get, and no more.
void Planner::letGo(const std::string& profile, std::size_t index, const Connection& for_, bool samePort) {
    Connection without = now_.profile(profile)->connections[index];
    if (for_.pxe == Pxe::enabled && without.pxe == Pxe::enabled) {
        without.pxe = Pxe::disabled;
    }
    if (samePort && collide(without, for_)) {
        without.network.clear();
        without.map.clear();
    }
    setConnection(profile, index, without);
}

void Planner::writeConnection(const std::string& profile, std::size_t index, const Connection& wanted) {
    const auto& holder = *now_.profile(profile);
    const auto held = withoutMap(holder.connections[index]);
    const auto after = withoutMap(wanted);
    if (held == after) {
        return;
    }
    const int port = static_cast<int>(index) + 1;
    VcCommand command;
    command.operation = SetConnection{profile, port, held, after};
    command.undo = SetConnection{profile, port, after, held};
    command.object = connectionObject(profile, index);
    command.changes = connectionChanges(held, after);
    if (held.pxe != after.pxe) {
        needOff(command, holder, offToBoot);
    }
    emit(std::move(command));
}

void Planner::removeMapping(const std::string& profile, std::size_t index, const MappedNetwork& mapped) {
    const int port = static_cast<int>(index) + 1;
    emit(RemoveMapping{profile, port, mapped.network}, AddMapping{profile, port, mapped},
         connectionObject(profile, index), {{"VLAN map", mappingText(mapped), ""}});
}

void Planner::addMappings(const std::string& profile, std::size_t index, const Connection& wanted) {
    const int port = static_cast<int>(index) + 1;
    for (const auto& mapped : wanted.map) {
        if (!has(now_.profile(profile)->connections[index].map, mapped)) {
            emit(AddMapping{profile, port, mapped}, RemoveMapping{profile, port, mapped.network},
                 connectionObject(profile, index), {{"VLAN map", "", mappingText(mapped)}});
        }
    }
}

void Planner::setConnection(const std::string& profile, std::size_t index, const Connection& wanted) {
    const auto map = now_.profile(profile)->connections[index].map;
    for (const auto& mapped : map) {
        if (!has(wanted.map, mapped)) {
            removeMapping(profile, index, mapped);
        }
    }
    writeConnection(profile, index, wanted);
    addMappings(profile, index, wanted);
}

void Planner::addConnection(const std::string& profile, const Connection& wanted) {
    const auto& holder = *now_.profile(profile);
    const auto index = holder.connections.size();
    const int port = static_cast<int>(index) + 1;
    const auto made = withoutMap(wanted);
    VcCommand command;
    command.operation = AddConnection{profile, port, made};
    command.undo = RemoveConnection{profile, port};
    command.object = connectionObject(profile, index);
    for (const auto& change : connectionChanges(Connection{}, made)) {
        command.changes.push_back({change.field, "", change.after});
    }
    needOff(command, holder, offToAdd);
    emit(std::move(command));
    addMappings(profile, index, wanted);
}

void Planner::removeConnection(const std::string& profile) {
    const auto& holder = *now_.profile(profile);
    const auto index = holder.connections.size() - 1;
    const int port = static_cast<int>(index) + 1;
    const auto map = holder.connections.back().map;
    for (const auto& mapped : map) {
        removeMapping(profile, index, mapped);
    }
    VcCommand command;
    const auto held = now_.profile(profile)->connections.back();
    command.operation = RemoveConnection{profile, port};
    command.undo = AddConnection{profile, port, held};
    command.object = connectionObject(profile, index);
    command.changes = {{"network", held.network, ""}};
    needOff(command, *now_.profile(profile), offToAdd);
    emit(std::move(command));
}

// What connection `index` of the profile is to become, as far as it matters.
Connection Planner::target(const ServerProfile& wanted, std::size_t index) const {
    const Connection none;
    const auto& held = now_.profile(wanted.name)->connections[index];
    const auto& asked = index < wanted.connections.size() ? wanted.connections[index] : none;
    return wish_.exact ? asked : comparable(asked, held);
}

void Planner::planConnections(const ServerProfile& wanted) {
    const auto held = [&]() -> const ServerProfile& { return *now_.profile(wanted.name); };
    while (wish_.exact && held().connections.size() > wanted.connections.size()) {
        removeConnection(wanted.name);
    }
    std::vector<std::size_t> pending;
    for (std::size_t i = 0; i < held().connections.size(); ++i) {
        if (target(wanted, i) != held().connections[i]) {
            pending.push_back(i);
        }
    }
    while (!pending.empty()) {
        const auto free = std::find_if(pending.begin(), pending.end(),
                                       [&](std::size_t i) { return !rivalOf(held(), i, target(wanted, i)); });
        if (free != pending.end()) {
            setConnection(wanted.name, *free, target(wanted, *free));
            pending.erase(free);
        } else { // each waits for another one: the first one's rival lets go for a moment
            const auto first = target(wanted, pending.front());
            const auto rival = *rivalOf(held(), pending.front(), first);
            letGo(wanted.name, rival, first, rival % 2 == pending.front() % 2);
        }
    }
    for (auto i = held().connections.size(); i < wanted.connections.size(); ++i) {
        addConnection(wanted.name, wanted.connections[i]);
    }
}

bool Planner::groupHolds(const std::string& group, const std::vector<Connection>& connections) const {
    const auto* known = now_.accessGroup(group);
    if (known == nullptr) { // Default
        return true;
    }
    return std::all_of(connections.begin(), connections.end(), [&](const Connection& c) {
        const auto networks = c.networks();
        return std::all_of(networks.begin(), networks.end(),
                           [&](const std::string& n) { return known->holds(n); });
    });
}

void Planner::setGroup(const std::string& profile, const std::string& group) {
    const auto held = now_.profile(profile)->accessGroup;
    emit(SetProfileGroup{profile, group}, SetProfileGroup{profile, held}, "profile " + profile,
         {{"network access group", held, group}});
}

// A profile's networks are of its group at any moment. Before its connections change it gets a group that
// holds what it has and what it gets; Default does, when neither of the two does.
void Planner::planGroup(const ServerProfile& wanted, bool before) {
    const auto& held = *now_.profile(wanted.name);
    if (held.accessGroup == wanted.accessGroup) {
        return;
    }
    if (!before || groupHolds(wanted.accessGroup, held.connections)) {
        setGroup(wanted.name, wanted.accessGroup);
    } else if (!groupHolds(held.accessGroup, wanted.connections)) {
        setGroup(wanted.name, std::string(defaultAccessGroup));
    }
}

void Planner::planHiding(const ServerProfile& wanted) {
    const auto& held = *now_.profile(wanted.name);
    if (held.hideUnused == wanted.hideUnused) {
        return;
    }
    VcCommand command;
    command.operation = SetProfileHiding{wanted.name, wanted.hideUnused};
    command.undo = SetProfileHiding{wanted.name, held.hideUnused};
    command.object = "profile " + wanted.name;
    command.changes = {{"unused FlexNICs", hidingText(held.hideUnused), hidingText(wanted.hideUnused)}};
    needOff(command, held, offToHide);
    emit(std::move(command));
}

void Planner::planProfile(const ServerProfile& wanted) {
    if (now_.profile(wanted.name) == nullptr) {
        emit(AddProfile{wanted.name, wanted.accessGroup, wanted.hideUnused}, RemoveProfile{wanted.name},
             "profile " + wanted.name, {{"name", "", wanted.name}});
    }
    planHiding(wanted);
    planGroup(wanted, true);
    planConnections(wanted);
    planGroup(wanted, false);
}

void Planner::planAssign(const ServerProfile& wanted) {
    if (!wanted.bay || now_.profile(wanted.name)->bay == wanted.bay) {
        return;
    }
    emit({AssignProfile{wanted.name, *wanted.bay},
          UnassignProfile{wanted.name},
          "profile " + wanted.name,
          {{"bay", "", std::to_string(*wanted.bay)}},
          {*wanted.bay},
          std::string(offToAssign)});
}

} // namespace seedbed::vc
