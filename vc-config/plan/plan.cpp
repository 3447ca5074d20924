// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "vc-config/plan/ownership.hpp"

namespace seedbed::vc {

namespace {

constexpr std::string_view offToAssign = "a profile is given to or taken from a blade only while it is off";
constexpr std::string_view offToBoot = "the boot setting of a FlexNIC can only change while the blade is off";
constexpr std::string_view offToAdd = "an assigned profile takes new connections only while the blade is off";

std::string onOff(bool value) {
    return value ? "yes" : "no";
}

std::string poolText(const std::optional<MacPool>& pool) {
    return pool ? fmt::format("pool {}", pool->number) : "unknown";
}

std::string speedText(const Connection& c) {
    return c.speed == SpeedType::custom ? fmt::format("{} Mb", c.speedMb) : std::string(toString(c.speed));
}

void note(std::vector<FieldChange>& into, std::string field, std::string before, std::string after) {
    if (before != after) {
        into.push_back({std::move(field), std::move(before), std::move(after)});
    }
}

std::vector<FieldChange> networkChanges(const Network& before, const Network& after) {
    std::vector<FieldChange> changes;
    note(changes, "VLAN", std::to_string(before.vlan), std::to_string(after.vlan));
    note(changes, "native", onOff(before.native), onOff(after.native));
    note(changes, "private", onOff(before.isPrivate), onOff(after.isPrivate));
    return changes;
}

// The speed of a FlexNIC that is not connected is nobody's business: take the other side's.
Connection comparable(Connection wanted, const Connection& held) {
    if (wanted.network.empty()) {
        wanted.speed = held.speed;
        wanted.speedMb = held.speedMb;
    }
    return wanted;
}

std::vector<FieldChange> connectionChanges(const Connection& before, const Connection& after) {
    std::vector<FieldChange> changes;
    note(changes, "network", before.network, after.network);
    note(changes, "PXE", std::string(toString(before.pxe)), std::string(toString(after.pxe)));
    note(changes, "speed", speedText(before), speedText(after));
    return changes;
}

class Planner {
public:
    Planner(const VcDomain& desired, const VcDomain& actual) : desired_(desired), now_(actual) {}
    VcPlan run();
    const VcDomain& result() const { return now_; } // after run(): what the commands lead to

private:
    void emit(VcCommand command);
    void planDomain();
    void planUplinks();
    void planNetworks();
    const Network* rivalOf(const Network& wanted) const;
    void setNetwork(const Network& wanted);
    void parkNetwork(const std::string& name);
    int freeVlan() const;
    void planUnassign();
    void planProfile(const ServerProfile& wanted);
    Connection target(const ServerProfile& wanted, std::size_t index) const;
    void planConnections(const ServerProfile& wanted);
    std::optional<std::size_t> rivalOf(const ServerProfile& profile, std::size_t index,
                                       const Connection& wanted) const;
    void setConnection(const std::string& profile, std::size_t index, const Connection& wanted);
    void addConnection(const std::string& profile, const Connection& wanted);
    void planAssign(const ServerProfile& wanted);

    const VcDomain& desired_;
    VcDomain now_; // the domain after the commands so far
    VcPlan plan_;
};

void Planner::emit(VcCommand command) {
    takeEffect(now_, command.operation);
    plan_.commands.push_back(std::move(command));
}

void Planner::planDomain() {
    if (!now_.enclosureImported) {
        now_ = VcDomain{};
        emit({ImportEnclosure{}, {}, "enclosure enc0", {{"imported", "no", "yes"}}, {}, {}});
    }
    const bool poolDiffers = now_.macPool && desired_.macPool && *now_.macPool != *desired_.macPool;
    if (now_.name == desired_.name && !poolDiffers) {
        if (!now_.macPool && desired_.macPool) {
            plan_.notes.push_back("the MAC pool of the domain could not be read, so it is not compared");
        }
        return;
    }
    std::vector<FieldChange> changes;
    note(changes, "name", now_.name, desired_.name);
    const bool sendPool = desired_.macPool && (poolDiffers || !now_.macPool);
    if (sendPool) {
        note(changes, "MAC addresses", poolText(now_.macPool), poolText(desired_.macPool));
    }
    SetDomain set{desired_.name, sendPool ? desired_.macPool : std::nullopt};
    SetDomain back{now_.name, poolDiffers ? now_.macPool : std::nullopt};
    std::optional<Operation> undo;
    if (!now_.name.empty()) {
        undo = back;
    }
    emit({set, undo, "domain", std::move(changes), {}, {}});
}

void Planner::planUplinks() {
    for (const auto& set : desired_.uplinkSets) {
        if (now_.uplinkSet(set.name) == nullptr) {
            emit({AddUplinkSet{set.name},
                  RemoveUplinkSet{set.name},
                  "uplink set " + set.name,
                  {{"name", "", set.name}},
                  {},
                  {}});
        }
        for (const auto& port : set.ports) {
            if (now_.holderOf(port) == nullptr) {
                emit({AddUplinkPort{port, set.name},
                      RemoveUplinkPort{port},
                      "uplink port " + port,
                      {{"uplink set", "", set.name}},
                      {},
                      {}});
            }
        }
    }
}

// The network that still holds the VLAN or the native place that this one is to get; nullptr when none does.
const Network* Planner::rivalOf(const Network& wanted) const {
    const auto found = std::find_if(now_.networks.begin(), now_.networks.end(), [&](const Network& other) {
        const bool neighbour = other.name != wanted.name && other.uplinkSet == wanted.uplinkSet;
        return neighbour && (other.vlan == wanted.vlan || (other.native && wanted.native));
    });
    return found == now_.networks.end() ? nullptr : &*found;
}

void Planner::setNetwork(const Network& wanted) {
    const std::string object = "network " + wanted.name;
    const auto* held = now_.network(wanted.name);
    if (held == nullptr) {
        auto changes = networkChanges(Network{}, wanted);
        emit({AddNetwork{wanted}, RemoveNetwork{wanted.name}, object, std::move(changes), {}, {}});
        return;
    }
    emit({SetNetwork{wanted}, SetNetwork{*held}, object, networkChanges(*held, wanted), {}, {}});
}

int Planner::freeVlan() const {
    for (int vlan = 4094; vlan > 1; --vlan) {
        const auto uses = [&](const Network& n) { return n.vlan == vlan; };
        const bool used = std::any_of(now_.networks.begin(), now_.networks.end(), uses) ||
                          std::any_of(desired_.networks.begin(), desired_.networks.end(), uses);
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
    std::vector<Network> pending;
    for (const auto& network : desired_.networks) {
        const auto* held = now_.network(network.name);
        if (held == nullptr || *held != network) {
            pending.push_back(network);
        }
    }
    while (!pending.empty()) {
        const auto free = std::find_if(pending.begin(), pending.end(),
                                       [&](const Network& n) { return rivalOf(n) == nullptr; });
        if (free != pending.end()) {
            setNetwork(*free);
            pending.erase(free);
        } else { // each waits for another one
            parkNetwork(rivalOf(pending.front())->name);
        }
    }
}

void Planner::planUnassign() {
    for (const auto& wanted : desired_.profiles) {
        const auto* held = now_.profile(wanted.name);
        if (held != nullptr && held->bay && held->bay != wanted.bay) {
            const BayNumber bay = *held->bay;
            emit({UnassignProfile{wanted.name},
                  AssignProfile{wanted.name, bay},
                  "profile " + wanted.name,
                  {{"bay", std::to_string(bay), ""}},
                  {bay},
                  std::string(offToAssign)});
        }
    }
}

// The connection that still has the network on this physical port, or the PXE setting, that this one is to
// get.
std::optional<std::size_t> Planner::rivalOf(const ServerProfile& profile, std::size_t index,
                                            const Connection& wanted) const {
    for (std::size_t other = 0; other < profile.connections.size(); ++other) {
        if (other == index) {
            continue;
        }
        const auto& rival = profile.connections[other];
        const bool samePort = other % 2 == index % 2;
        const bool sameNetwork = samePort && !wanted.network.empty() && rival.network == wanted.network;
        if (sameNetwork || (wanted.pxe == Pxe::enabled && rival.pxe == Pxe::enabled)) {
            return other;
        }
    }
    return std::nullopt;
}

void Planner::setConnection(const std::string& profile, std::size_t index, const Connection& wanted) {
    const auto& holder = *now_.profile(profile);
    const Connection held = holder.connections[index];
    const int port = static_cast<int>(index) + 1;
    VcCommand command;
    command.operation = SetConnection{profile, port, held, wanted};
    command.undo = SetConnection{profile, port, wanted, held};
    command.object = fmt::format("profile {} connection {} ({})", profile, port, flexNicName(port));
    command.changes = connectionChanges(held, wanted);
    if (holder.bay && held.pxe != wanted.pxe) {
        command.needsOff = {*holder.bay};
        command.reason = offToBoot;
    }
    emit(std::move(command));
}

void Planner::addConnection(const std::string& profile, const Connection& wanted) {
    const auto& holder = *now_.profile(profile);
    const int port = static_cast<int>(holder.connections.size()) + 1;
    VcCommand command;
    command.operation = AddConnection{profile, port, wanted};
    command.object = fmt::format("profile {} connection {} ({})", profile, port, flexNicName(port));
    command.changes = {{"network", "", wanted.network},
                       {"PXE", "", std::string(toString(wanted.pxe))},
                       {"speed", "", speedText(wanted)}};
    if (holder.bay) {
        command.needsOff = {*holder.bay};
        command.reason = offToAdd;
    }
    emit(std::move(command));
}

// What connection `index` of the profile is to become, as far as it matters.
Connection Planner::target(const ServerProfile& wanted, std::size_t index) const {
    const Connection none;
    const auto& held = now_.profile(wanted.name)->connections[index];
    return comparable(index < wanted.connections.size() ? wanted.connections[index] : none, held);
}

void Planner::planConnections(const ServerProfile& wanted) {
    const auto held = [&]() -> const ServerProfile& { return *now_.profile(wanted.name); };
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
            const auto rival = *rivalOf(held(), pending.front(), target(wanted, pending.front()));
            setConnection(wanted.name, rival, comparable(Connection{}, held().connections[rival]));
        }
    }
    for (auto i = held().connections.size(); i < wanted.connections.size(); ++i) {
        addConnection(wanted.name, wanted.connections[i]);
    }
}

void Planner::planProfile(const ServerProfile& wanted) {
    if (now_.profile(wanted.name) == nullptr) {
        emit({AddProfile{wanted.name},
              RemoveProfile{wanted.name},
              "profile " + wanted.name,
              {{"name", "", wanted.name}},
              {},
              {}});
    }
    planConnections(wanted);
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

VcPlan Planner::run() {
    planDomain();
    planUplinks();
    planNetworks();
    planUnassign();
    for (const auto& profile : desired_.profiles) {
        planProfile(profile);
    }
    for (const auto& profile : desired_.profiles) {
        planAssign(profile);
    }
    return std::move(plan_);
}

// Connections behind the last one that means something are no difference.
VcDomain withoutIdleTails(VcDomain domain) {
    for (auto& profile : domain.profiles) {
        auto& all = profile.connections;
        while (!all.empty() && all.back().network.empty() && all.back().pxe == Pxe::disabled) {
            all.pop_back();
        }
    }
    return domain;
}

Error contradiction() {
    Error error;
    error.id = "VC-PLAN-INPUT";
    error.object = "desired domain";
    error.attempted = "plan the Virtual Connect domain";
    error.cause = "the wanted domain contradicts itself: no sequence of commands leads to it";
    error.action = "check it against the layout rules first; if it obeys them, report this as a defect";
    return error;
}

} // namespace

Result<VcPlan> plan(const VcDomain& desired, const VcDomain& actual) {
    if (actual.enclosureImported) {
        auto clear = checkConflicts(desired, actual);
        if (!clear) {
            return fail(clear.error());
        }
    }
    const VcDomain wanted = withoutIdleTails(desired);
    Planner planner(wanted, actual);
    VcPlan made = planner.run();
    if (!Planner(wanted, planner.result()).run().empty()) {
        return fail(contradiction());
    }
    if (actual.enclosureImported) {
        made.foreign = foreignObjects(desired, actual);
    }
    return made;
}

} // namespace seedbed::vc
