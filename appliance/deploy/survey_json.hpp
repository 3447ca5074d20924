// SPDX-License-Identifier: GPL-3.0-or-later
// A survey as JSON: the inventory, and what it means against the kit, the firmware matrix and the power there is. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "appliance/inventory/inventory.hpp"

namespace seedbed {

nlohmann::json surveyJson(const Inventory& inventory);

} // namespace seedbed
