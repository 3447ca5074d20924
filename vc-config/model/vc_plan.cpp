// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/model/vc_plan.hpp"

#include <set>

namespace seedbed::vc {

std::vector<BayNumber> VcPlan::baysThatMustBeOff() const {
    std::set<BayNumber> bays;
    for (const auto& command : commands) {
        bays.insert(command.needsOff.begin(), command.needsOff.end());
    }
    return {bays.begin(), bays.end()};
}

} // namespace seedbed::vc
