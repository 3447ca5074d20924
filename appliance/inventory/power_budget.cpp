// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/power_budget.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed {
namespace {

constexpr int kEnclosureWatts = 215; // module, OA, midplane, fans at full load
constexpr int kBladeWatts = 210;     // what the OA sets aside for a half-height blade that is on

} // namespace

int PowerBudget::bladesPossible() const {
    return std::clamp((capacityWatts - kEnclosureWatts) / kBladeWatts, 0, bladesToPower);
}

PowerBudget powerBudget(const Enclosure& enclosure) {
    PowerBudget budget;
    for (const PowerSupply& supply : enclosure.powerSupplies) {
        const bool good = supply.presence == Presence::present && supply.health != Health::failed && supply.capacityWatts > 0;
        if (good) {
            budget.supplyWatts = budget.supplies == 0 ? supply.capacityWatts : std::min(budget.supplyWatts, supply.capacityWatts);
            ++budget.supplies;
        }
    }
    for (const DeviceBay& bay : enclosure.bays) {
        budget.bladesToPower += bay.present() ? 1 : 0;
    }
    budget.neededWatts = kEnclosureWatts + budget.bladesToPower * kBladeWatts;
    budget.mode = enclosure.power.redundancyMode;
    budget.counted = budget.supplies;
    if (budget.mode.starts_with("AC_REDUNDANT") && budget.supplies > 1) {
        budget.counted = budget.supplies / 2;
    } else if (budget.mode.starts_with("POWER_SUPPLY_REDUNDANT") && budget.supplies > 1) {
        budget.counted = budget.supplies - 1;
    }
    budget.capacityWatts = budget.counted * budget.supplyWatts;
    budget.afterLossWatts = std::max(0, budget.supplies - 1) * budget.supplyWatts;
    return budget;
}

std::string toSentence(const PowerBudget& budget) {
    return fmt::format("{} good supplies of {} W: power mode {} counts {} of them, {} W; without it all but one give {} W; "
                       "{} blades on need {} W",
                       budget.supplies, budget.supplyWatts, budget.mode.empty() ? "(unknown)" : budget.mode, budget.counted,
                       budget.capacityWatts, budget.afterLossWatts, budget.bladesToPower, budget.neededWatts);
}

} // namespace seedbed
