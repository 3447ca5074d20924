// SPDX-License-Identifier: GPL-3.0-or-later
// What a run is for, and what it was allowed. One table says which steps each goal has (steps.cpp). Pure.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed {

enum class Goal {
    deploy,   // everything, up to blades that answer
    apply,    // OA, iLOs and Virtual Connect as the site asks; no blade is deployed
    verify,   // nothing is changed: deployed blades and the wires are proved again
    rollback, // Virtual Connect as it was on arrival
};
std::string_view toString(Goal goal);
bool withEngine(Goal goal); // it needs the seed services and the images
Result<Goal> goalFrom(std::string_view word); // GOAL-UNKNOWN (usage)

struct RunOrder {
    std::filesystem::path siteFile;
    Goal goal = Goal::deploy;
    std::vector<BayNumber> powerOff; // blades that may be switched off though they are not to be deployed
};

} // namespace seedbed
