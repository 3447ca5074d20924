// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/survey_json.hpp"

#include <nlohmann/json.hpp>

#include "appliance/inventory/kit.hpp"
#include "appliance/inventory/power_budget.hpp"

namespace seedbed {

nlohmann::json surveyJson(const Inventory& inventory) {
    auto result = inventoryJson(inventory);
    const auto firmware = firmwareMatrix(inventory);
    auto findings = nlohmann::json::array();
    for (const auto& list : {disagreements(inventory), billOfMaterials(inventory), firmware}) {
        for (const Finding& finding : list) {
            if (finding.status != FindingStatus::pass) {
                findings.push_back(findingJson(finding));
            }
        }
    }
    const auto budget = powerBudget(inventory.enclosure);
    result["findings"] = findings;
    result["update_order"] = updateOrder(firmware);
    result["power_budget"] = {{"needed_watts", budget.neededWatts},      {"capacity_watts", budget.capacityWatts},
                              {"after_loss_watts", budget.afterLossWatts}, {"blades_possible", budget.bladesPossible()},
                              {"sufficient", budget.sufficient()},       {"survives_loss", budget.survivesLoss()}};
    return result;
}

} // namespace seedbed
