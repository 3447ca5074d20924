// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/model/vc_plan.hpp"

#include <algorithm>

#include <set>

namespace seedbed::vc {

std::vector<BayNumber> VcPlan::baysThatMustBeOff() const {
    std::set<BayNumber> bays;
    for (const auto& command : commands) {
        bays.insert(command.needsOff.begin(), command.needsOff.end());
    }
    for (const auto& profile : pending) {
        bays.insert(profile.bay);
    }
    return {bays.begin(), bays.end()};
}

std::string profileOf(const Operation& operation) {
    return std::visit(
        [](const auto& op) -> std::string {
            using Op = std::decay_t<decltype(op)>;
            if constexpr (requires { op.profile; }) {
                return op.profile;
            } else if constexpr (std::is_same_v<Op, AddProfile> || std::is_same_v<Op, RemoveProfile>) {
                return op.name;
            } else {
                return {};
            }
        },
        operation);
}

void VcPlan::leaveOn(const std::set<BayNumber>& bays) {
    const auto needs = [&bays](const VcCommand& command) {
        return std::any_of(command.needsOff.begin(), command.needsOff.end(), [&](BayNumber bay) { return bays.contains(bay); });
    };
    std::set<std::string> left;
    for (const auto& command : commands) {
        if (needs(command)) {
            left.insert(profileOf(command.operation));
        }
    }
    left.erase("");
    std::erase_if(commands, [&](const VcCommand& command) {
        return needs(command) || left.contains(profileOf(command.operation));
    });
    std::erase_if(pending, [&bays](const Pending& profile) { return bays.contains(profile.bay); });
}

} // namespace seedbed::vc
