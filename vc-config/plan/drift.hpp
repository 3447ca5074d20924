// SPDX-License-Identifier: GPL-3.0-or-later
// Where a domain is not what it was left as, by name: what is missing, what is different, what Seedbed itself
// made under an earlier wish, and, as notes, what others have added and what could not be compared. Unlike a
// plan it also says what a plan would not change. Pure.
#pragma once

#include <string>
#include <vector>

#include "vc-config/model/vc_plan.hpp"

namespace seedbed::vc {

struct Difference {
    std::string object; // "network TENANT", "uplink port enc0:1:X1"
    std::string field;  // "VLAN"; "exists" when it is missing
    std::string wanted;
    std::string found;
    bool operator==(const Difference&) const = default;
};

struct Drift {
    std::vector<Difference> differences;
    std::vector<std::string> notes;
    bool empty() const { return differences.empty(); }
};

// `uplinks` as the module shows them, if they were read: a wanted port without a link is a difference, and
// the port that its cable may be in is named. `arrival` as in plan().
Drift drift(const VcDomain& desired, const VcDomain& actual, const std::vector<UplinkPort>& uplinks = {},
            const Arrival* arrival = nullptr);
std::string toSentence(const Difference& difference);

} // namespace seedbed::vc
