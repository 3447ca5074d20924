// SPDX-License-Identifier: GPL-3.0-or-later
// A plan in the making: the commands so far and the domain they lead to. The steps that add to it, in an
// order that the device takes: what others refer to is there before, and goes after. Private to
// vc-config/plan.
#pragma once

#include "vc-config/plan/changes.hpp"
#include "vc-config/plan/ownership.hpp"
#include "vc-config/plan/plan.hpp"

namespace seedbed::vc {

struct Draft {
    Draft(const Wish& asked, VcDomain actual) : wish(asked), desired(asked.desired), now(std::move(actual)) {}
    void emit(VcCommand command);
    void emit(Operation operation, std::optional<Operation> undo, std::string object, Changes changes);

    const Wish& wish;
    const VcDomain& desired;
    VcDomain now;
    VcPlan plan;
};

void planAll(Draft& draft);
void planDeletion(Draft& draft); // of the whole domain, with all that is in it
void needOff(VcCommand& command, const ServerProfile& holder, std::string_view reason);

// uplinks.cpp
void planUplinkSets(Draft& draft);
void planPorts(Draft& draft, const std::vector<UplinkMember>& wanted, const std::string& set,
               const std::string& network);
void freePort(Draft& draft, const std::string& port);
void dropPorts(Draft& draft, const std::vector<UplinkMember>& held, const std::vector<UplinkMember>& wanted,
               const std::vector<UplinkMember>& given);
void dropUplinks(Draft& draft);
// networks.cpp
void planNetworks(Draft& draft);
void dropNetworks(Draft& draft);
void growGroups(Draft& draft);
void settleGroups(Draft& draft);
// connections.cpp
Connection target(const Draft& draft, const ServerProfile& wanted, std::size_t index);
void setConnection(Draft& draft, const std::string& profile, std::size_t index, const Connection& wanted);
void planConnections(Draft& draft, const ServerProfile& wanted);
// profiles.cpp
void unassign(Draft& draft, const ServerProfile& held);
void freeBays(Draft& draft);
void planProfile(Draft& draft, const ServerProfile& wanted);
void planAssign(Draft& draft, const ServerProfile& wanted);

} // namespace seedbed::vc
