// SPDX-License-Identifier: GPL-3.0-or-later
// Faults as data: the list of kinds there are, and their reading from a scenario file or a control request.
// A face that heeds a new kind adds one line to the table in faults.cpp. Pure.
#pragma once

#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

struct FaultParameter {
    std::string_view name;
    std::string_view words = {}; // what it may be, as in "oa|ipmi"; empty: a whole number from 0 to 600000
};
struct FaultKind {
    std::string_view name;
    std::string_view effect;
    std::vector<FaultParameter> takes = {}; // each may be left out
};
const std::vector<FaultKind>& faultKinds();
constexpr int kSmallDiskMb = 64; // of disk-small, where it names none

// The number of a fault, or `otherwise` where it names none.
int parameter(const Fault& fault, const std::string& name, int otherwise);
// Does the fault hold for this door ("oa", "ipmi", ...)? Without the parameter `door` it holds for all.
bool atDoor(const Fault& fault, std::string_view door);

// {"kind": ..., "bay": ..., parameters...}. Without bay the fault holds for the whole chassis. Error
// CHASSIS-FAULT: not a mapping, an unknown kind, a bay out of range, a parameter that the kind does not take.
Result<Fault> faultFromJson(const nlohmann::json& value, std::string_view where);
nlohmann::json toJson(const Fault& fault);

// A scenario is a YAML mapping "faults: [{kind, bay, ...}]". Errors of parseYaml, CHASSIS-SCENARIO,
// CHASSIS-FAULT.
Result<std::vector<Fault>> parseScenario(std::string_view text, std::string_view name);

} // namespace seedbed::emulator
