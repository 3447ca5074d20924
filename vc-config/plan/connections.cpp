// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/draft.hpp"

#include <algorithm>

namespace seedbed::vc {

namespace {

constexpr std::string_view offToBoot = "the boot setting of a FlexNIC can only change while the blade is off";
constexpr std::string_view offToAdd =
    "an assigned profile takes and gives up connections only while the blade is off";

bool has(const std::vector<MappedNetwork>& map, const MappedNetwork& wanted) {
    return std::find(map.begin(), map.end(), wanted) != map.end();
}

// One network, or one VLAN id of the server, on two FlexNICs of one port.
bool collide(const Connection& a, const Connection& b) {
    const auto networks = a.networks();
    const bool network =
        std::any_of(networks.begin(), networks.end(), [&](const std::string& n) { return b.carries(n); });
    const bool vlan = std::any_of(a.map.begin(), a.map.end(), [&](const MappedNetwork& mine) {
        return !mine.untagged && std::any_of(b.map.begin(), b.map.end(), [&](const MappedNetwork& theirs) {
            return !theirs.untagged && theirs.vlan == mine.vlan;
        });
    });
    return network || vlan;
}

Connection withoutMap(Connection connection) {
    connection.map.clear();
    return connection;
}

// The connection that still has a network or a VLAN on this physical port, or the PXE setting, that this one
// is to get.
std::optional<std::size_t> rivalOf(const ServerProfile& profile, std::size_t index,
                                   const Connection& wanted) {
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

void writeConnection(Draft& draft, const std::string& profile, std::size_t index, const Connection& wanted) {
    const auto& holder = *draft.now.profile(profile);
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
    draft.emit(std::move(command));
}

void removeMapping(Draft& draft, const std::string& profile, std::size_t index, const MappedNetwork& mapped) {
    const int port = static_cast<int>(index) + 1;
    draft.emit(RemoveMapping{profile, port, mapped.network}, AddMapping{profile, port, mapped},
               connectionObject(profile, index), {{"VLAN map", mappingText(mapped), ""}});
}

void addMappings(Draft& draft, const std::string& profile, std::size_t index, const Connection& wanted) {
    const int port = static_cast<int>(index) + 1;
    for (const auto& mapped : wanted.map) {
        if (!has(draft.now.profile(profile)->connections[index].map, mapped)) {
            draft.emit(AddMapping{profile, port, mapped}, RemoveMapping{profile, port, mapped.network},
                       connectionObject(profile, index), {{"VLAN map", "", mappingText(mapped)}});
        }
    }
}

void addConnection(Draft& draft, const std::string& profile, const Connection& wanted) {
    const auto& holder = *draft.now.profile(profile);
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
    draft.emit(std::move(command));
    addMappings(draft, profile, index, wanted);
}

void removeConnection(Draft& draft, const std::string& profile) {
    const auto& holder = *draft.now.profile(profile);
    const auto index = holder.connections.size() - 1;
    const int port = static_cast<int>(index) + 1;
    const auto map = holder.connections.back().map;
    for (const auto& mapped : map) {
        removeMapping(draft, profile, index, mapped);
    }
    VcCommand command;
    const auto held = draft.now.profile(profile)->connections.back();
    command.operation = RemoveConnection{profile, port};
    command.undo = AddConnection{profile, port, held};
    command.object = connectionObject(profile, index);
    command.changes = {{"network", held.network, ""}};
    needOff(command, *draft.now.profile(profile), offToAdd);
    draft.emit(std::move(command));
}

// Gives up for a moment what `for_` is to get, and no more.
void letGo(Draft& draft, const std::string& profile, std::size_t index, const Connection& for_,
           bool samePort) {
    Connection without = draft.now.profile(profile)->connections[index];
    if (for_.pxe == Pxe::enabled && without.pxe == Pxe::enabled) {
        without.pxe = Pxe::disabled;
    }
    if (samePort && collide(without, for_)) {
        without.network.clear();
        without.map.clear();
    }
    setConnection(draft, profile, index, without);
}

} // namespace

// What connection `index` of the profile is to become, as far as it matters.
Connection target(const Draft& draft, const ServerProfile& wanted, std::size_t index) {
    const Connection none;
    const auto& held = draft.now.profile(wanted.name)->connections[index];
    const auto& asked = index < wanted.connections.size() ? wanted.connections[index] : none;
    return draft.wish.exact ? asked : comparable(asked, held);
}

void setConnection(Draft& draft, const std::string& profile, std::size_t index, const Connection& wanted) {
    const auto map = draft.now.profile(profile)->connections[index].map;
    for (const auto& mapped : map) {
        if (!has(wanted.map, mapped)) {
            removeMapping(draft, profile, index, mapped);
        }
    }
    writeConnection(draft, profile, index, wanted);
    addMappings(draft, profile, index, wanted);
}

void planConnections(Draft& draft, const ServerProfile& wanted) {
    const auto held = [&]() -> const ServerProfile& { return *draft.now.profile(wanted.name); };
    while (draft.wish.exact && held().connections.size() > wanted.connections.size()) {
        removeConnection(draft, wanted.name);
    }
    std::vector<std::size_t> pending;
    for (std::size_t i = 0; i < held().connections.size(); ++i) {
        if (target(draft, wanted, i) != held().connections[i]) {
            pending.push_back(i);
        }
    }
    while (!pending.empty()) {
        const auto free = std::find_if(pending.begin(), pending.end(), [&](std::size_t i) {
            return !rivalOf(held(), i, target(draft, wanted, i));
        });
        if (free != pending.end()) {
            setConnection(draft, wanted.name, *free, target(draft, wanted, *free));
            pending.erase(free);
        } else { // each waits for another one: the first one's rival lets go for a moment
            const auto first = target(draft, wanted, pending.front());
            const auto rival = *rivalOf(held(), pending.front(), first);
            letGo(draft, wanted.name, rival, first, rival % 2 == pending.front() % 2);
        }
    }
    for (auto i = held().connections.size(); i < wanted.connections.size(); ++i) {
        addConnection(draft, wanted.name, wanted.connections[i]);
    }
}

} // namespace seedbed::vc
