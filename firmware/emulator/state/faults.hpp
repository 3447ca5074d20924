// SPDX-License-Identifier: GPL-3.0-or-later
// Faults as data: the list of kinds there are, and their reading from a scenario file or a control request.
// A face that heeds a new kind adds one line to the table in faults.cpp. Pure.
#pragma once

#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

struct FaultKind {
    std::string_view name;
    std::string_view effect;
};
const std::vector<FaultKind>& faultKinds();

// {"kind": ..., "bay": ..., parameters...}. Without bay the fault holds for the whole chassis. Error
// CHASSIS-FAULT: not a mapping, an unknown kind, a bay out of range, a parameter that is no scalar.
Result<Fault> faultFromJson(const nlohmann::json& value, std::string_view where);
nlohmann::json toJson(const Fault& fault);

// A scenario is a YAML mapping "faults: [{kind, bay, ...}]". Errors of parseYaml, CHASSIS-SCENARIO,
// CHASSIS-FAULT.
Result<std::vector<Fault>> parseScenario(std::string_view text, std::string_view name);

} // namespace seedbed::emulator
