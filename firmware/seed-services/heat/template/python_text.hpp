// SPDX-License-Identifier: GPL-3.0-or-later
// Values as Heat, a Python program, writes them as text: in joined strings, in parameters shown to the
// client. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace seedbed::heat {

// JSON with ", " and ": " between the parts and non-ASCII characters escaped.
std::string pythonJson(const nlohmann::json& value);
// As str() gives it: text as it is, "True", "None", numbers; maps and lists as pythonJson.
std::string pythonText(const nlohmann::json& value);

} // namespace seedbed::heat
