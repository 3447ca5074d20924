// SPDX-License-Identifier: GPL-3.0-or-later
// Finds the commands of one plan, step by step on its own picture of the domain. Private to vc-config/plan; used
// once and thrown away. The order of its steps is the order that the device takes: what others refer to is
// there before, and goes after.
#pragma once

#include "vc-config/plan/changes.hpp"
#include "vc-config/plan/ownership.hpp"
#include "vc-config/plan/plan.hpp"

namespace seedbed::vc {

class Planner {
public:
    Planner(const Wish& wish, VcDomain actual)
        : wish_(wish), desired_(wish.desired), now_(std::move(actual)) {}
    VcPlan run();
    VcPlan runDeletion(); // of the whole domain, with all that is in it
    const VcDomain& result() const { return now_; } // after run(): what the commands lead to

private:
    void emit(VcCommand command);
    void emit(Operation operation, std::optional<Operation> undo, std::string object, Changes changes);

    // planner.cpp
    void planImport();
    void planDomain();
    void planCapacity();
    void planUplinkSets();
    void planPorts(const std::vector<UplinkMember>& wanted, const std::string& set,
                   const std::string& network);
    void planPort(const UplinkMember& wanted, const std::string& set, const std::string& network);
    void freePort(const std::string& port);
    void dropPorts(const std::vector<UplinkMember>& held, const std::vector<UplinkMember>& wanted,
                   const std::vector<UplinkMember>* ours);
    void dropUplinks();

    // planner_networks.cpp
    void planNetworks();
    const Network* rivalOf(const Network& wanted) const;
    Network reachable(const Network& wanted) const;
    void setNetwork(const Network& wanted);
    void parkNetwork(const std::string& name);
    int freeVlan() const;
    void detach(const std::string& network);
    void removeNetwork(const std::string& name);
    void dropNetworks();
    void growGroups();
    void settleGroups();

    // planner_profiles.cpp
    void freeBays();
    void unassign(const ServerProfile& held);
    void planProfile(const ServerProfile& wanted);
    void planGroup(const ServerProfile& wanted, bool before);
    void setGroup(const std::string& profile, const std::string& group);
    bool groupHolds(const std::string& group, const std::vector<Connection>& connections) const;
    void planHiding(const ServerProfile& wanted);
    Connection target(const ServerProfile& wanted, std::size_t index) const;
    void planConnections(const ServerProfile& wanted);
    std::optional<std::size_t> rivalOf(const ServerProfile& profile, std::size_t index,
                                       const Connection& wanted) const;
    void letGo(const std::string& profile, std::size_t index, const Connection& for_, bool samePort);
    void setConnection(const std::string& profile, std::size_t index, const Connection& wanted);
    void writeConnection(const std::string& profile, std::size_t index, const Connection& wanted);
    void addMappings(const std::string& profile, std::size_t index, const Connection& wanted);
    void removeMapping(const std::string& profile, std::size_t index, const MappedNetwork& mapped);
    void addConnection(const std::string& profile, const Connection& wanted);
    void removeConnection(const std::string& profile);
    void planAssign(const ServerProfile& wanted);

    const Wish& wish_;
    const VcDomain& desired_;
    VcDomain now_; // the domain after the commands so far
    VcPlan plan_;
};

} // namespace seedbed::vc
