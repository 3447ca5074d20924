// SPDX-License-Identifier: GPL-3.0-or-later
// PF-26: power supplies are good and suffice for all blades on, also with one of them lost.
#include <fmt/format.h>

#include "appliance/inventory/kit.hpp"
#include "appliance/inventory/power_budget.hpp"
#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> checkPower(PreflightContext& context) {
    const Enclosure& enclosure = context.inventory.enclosure;
    Findings findings;
    for (const PowerSupply& supply : enclosure.powerSupplies) {
        if (supply.presence != Presence::present && isKitSupplyBay(supply.bay)) {
            findings.push_back(warned(fmt::format("power supply {}", supply.bay), "its bay is empty", "insert the supply: the kit has one there"));
        }
        if (supply.presence == Presence::present && supply.health != Health::ok) {
            findings.push_back(failed(fmt::format("power supply {}", supply.bay), fmt::format("its health is {}", toString(supply.health)),
                                      "check its power cord, then exchange the supply"));
        }
    }
    const PowerBudget budget = powerBudget(enclosure);
    if (!budget.sufficient()) {
        findings.push_back(failed("enclosure", toSentence(budget),
                                  fmt::format("power on at most {} blades, add supplies, feed them 200 V, or choose another power mode (SET POWER MODE at the OA)", budget.bladesPossible())));
    } else if (!budget.survivesLoss()) {
        findings.push_back(warned("enclosure", toSentence(budget), "add a power supply"));
    }
    if (findings.empty()) {
        findings.push_back(passed("enclosure", toSentence(budget)));
    }
    co_return findings;
}

} // namespace seedbed
