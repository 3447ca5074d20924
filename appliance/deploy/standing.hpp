// SPDX-License-Identifier: GPL-3.0-or-later
// What stands at the engine for a blade, against what site and pack ask for. The plan and the deploy step both go
// by it: a stack that is complete but made for something else is deployed anew, and the plan says why.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "appliance/deploy/context.hpp"
#include "appliance/provision/stacks.hpp"

namespace seedbed {

struct Standing {
    std::optional<StackStatus> stack;
    nlohmann::json wanted;  // parameters of the stack as it should be
    std::string difference; // "greeting: hello -> good day"; empty: as it should be
    bool deployed() const { return stack && stack->status == "CREATE_COMPLETE" && difference.empty(); }
};

// Needs context.imageIds of the pack's image (absent: it is yet to be uploaded) and the node key.
Task<Standing> standingOf(DeployContext& context, BayNumber bay);

} // namespace seedbed
