// SPDX-License-Identifier: GPL-3.0-or-later
// The changes of a plan as people read them: those that are the same but for the bay are one, in the order of the first.
// Pure; for the command line and the console.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/ids.hpp"

namespace seedbed {

struct PlannedGroup {
    std::string object; // "profile seedbed-bay[1-4,7] connection 2 (LOM:2-a)"
    std::vector<std::string> fields;
    std::string reason;
    std::vector<BayNumber> needsOff; // of all of them, sorted
};
std::vector<PlannedGroup> groupOverBays(const nlohmann::json& changes); // "changes" of a plan

std::string bayRange(const std::vector<BayNumber>& bays); // "bay3", "bay[1-4,7]"; empty for none

} // namespace seedbed
