// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/goal.hpp"

#include <array>

namespace seedbed {
namespace {

constexpr std::array<std::string_view, 4> kWords{"deploy", "apply", "verify", "rollback"};

} // namespace

std::string_view toString(Goal goal) { return kWords[static_cast<std::size_t>(goal)]; }

bool withEngine(Goal goal) { return goal == Goal::deploy || goal == Goal::verify; }

Result<Goal> goalFrom(std::string_view word) {
    for (std::size_t i = 0; i < kWords.size(); ++i) {
        if (kWords[i] == word) {
            return static_cast<Goal>(i);
        }
    }
    return fail({.kind = ErrorKind::usage,
                 .id = "GOAL-UNKNOWN",
                 .object = "goal",
                 .attempted = "plan a run",
                 .cause = "\"" + std::string(word) + "\" is no goal",
                 .action = "ask for deploy, apply, verify or rollback"});
}

} // namespace seedbed
