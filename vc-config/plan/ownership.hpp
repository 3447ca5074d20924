// SPDX-License-Identifier: GPL-3.0-or-later
// What of an actual domain is not ours, and where it stands in the way. For the planner only. Pure.
#pragma once

#include <string>
#include <vector>

#include "oa-bridge/base/error.hpp"
#include "vc-config/model/vc_domain.hpp"

namespace seedbed::vc {

// What a plan is to come to. Whatever is not in `desired` stays as it is, unless its name is in `ours` and
// was not in `arrival`.
struct Wish {
    const VcDomain& desired;
    const VcDomain* ours = nullptr;    // none: nothing is removed
    bool exact = false;                // idle connections and the speed of idle ones count too
    const VcDomain* arrival = nullptr; // none: `desired` is what was there

    bool doomsNetwork(const std::string& name) const;
    bool doomsUplinkSet(const std::string& name) const;
    bool doomsProfile(const std::string& name) const;
    bool doomsGroup(const std::string& name) const;
    // The ports of a set or network that it has from us.
    std::vector<UplinkMember> portsGivenTo(const UplinkSet& set) const;
    std::vector<UplinkMember> portsGivenTo(const Network& network) const;
};
// Of an earlier wish, with nobody to want it any more.
std::vector<std::string> leftovers(const Wish& wish, const VcDomain& actual);

std::vector<std::string> foreignObjects(const Wish& wish, const VcDomain& actual);
// Error: the first conflict's id and object, all conflicts in the cause.
Result<> checkConflicts(const Wish& wish, const VcDomain& actual);

} // namespace seedbed::vc
