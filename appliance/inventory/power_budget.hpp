// SPDX-License-Identifier: GPL-3.0-or-later
// Does the enclosure's power suffice for all blades on, also with one supply lost? Pure arithmetic on the
// capacities that the OA tells of its supplies, which fall with the input voltage; what blades need is a table's.
#pragma once

#include "appliance/inventory/inventory.hpp"

namespace seedbed {

struct PowerBudget {
    int supplies = 0;       // good ones
    int supplyWatts = 0;    // each, the weakest
    int bladesToPower = 0;  // all that are there
    int neededWatts = 0;    // enclosure and all blades on
    std::string mode;       // of redundancy, in the OA's words
    int counted = 0;        // supplies that it counts
    int capacityWatts = 0;  // what they give
    int afterLossWatts = 0; // all supplies but one, without redundancy
    bool sufficient() const { return neededWatts <= capacityWatts; }
    bool survivesLoss() const { return neededWatts <= afterLossWatts; }
    int bladesPossible() const; // how many may be on within the capacity
};
PowerBudget powerBudget(const Enclosure& enclosure);
std::string toSentence(const PowerBudget& budget);

} // namespace seedbed
