// SPDX-License-Identifier: GPL-3.0-or-later
// The values of a stack's parameters: what the caller gave, else the environment, else the default, typed and
// checked against the template. Errors HEAT-PARAMETER-MISSING, HEAT-PARAMETER-UNKNOWN, HEAT-VALIDATION. Pure.
#pragma once

#include <map>
#include <string>

#include "firmware/seed-services/heat/template/template.hpp"

namespace seedbed::heat {

using Parameters = std::map<std::string, Json>; // typed values by name

// `given` by name, as text or typed; `environment` as sent by the client (parameters, parameter_defaults).
Result<Parameters> bindParameters(const Template& tmpl, const Json& given, const Json& environment);
// As "stack show" gives them: text, hidden ones as ******.
std::map<std::string, std::string> shownParameters(const Template& tmpl, const Parameters& values);

} // namespace seedbed::heat
