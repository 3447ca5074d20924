// SPDX-License-Identifier: GPL-3.0-or-later
// The chassis as the control interface shows it. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

nlohmann::json bladeJson(const Blade& blade);
nlohmann::json stateJson(const Chassis& chassis);  // {"blades": [...], "network_uplinks": {...}}
nlohmann::json faultsJson(const Chassis& chassis); // {"faults": [{"id": ...}], "kinds": {name: effect}}

} // namespace seedbed::emulator
