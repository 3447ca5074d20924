// SPDX-License-Identifier: GPL-3.0-or-later
// What of an actual domain is not ours, and where it stands in the way. For the planner only. Pure.
#pragma once

#include <string>
#include <vector>

#include "oa-bridge/base/error.hpp"
#include "vc-config/model/vc_domain.hpp"

namespace seedbed::vc {

// What a plan is to come to. Whatever is not in `desired` stays as it is, unless its name is in `ours`.
struct Wish {
    const VcDomain& desired;
    const VcDomain* ours = nullptr; // none: nothing is removed
    bool exact = false;             // idle connections and the speed of idle ones count too

    bool doomsNetwork(const std::string& name) const;
    bool doomsUplinkSet(const std::string& name) const;
    bool doomsProfile(const std::string& name) const;
    bool doomsGroup(const std::string& name) const;
};

std::vector<std::string> foreignObjects(const Wish& wish, const VcDomain& actual);
// Error: the first conflict's id and object, all conflicts in the cause.
Result<> checkConflicts(const Wish& wish, const VcDomain& actual);

} // namespace seedbed::vc
