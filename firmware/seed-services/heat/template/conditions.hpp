// SPDX-License-Identifier: GPL-3.0-or-later
// Conditions of a template: which resources and outputs there are at all, decided by parameters alone. Called
// when a stack is planned, and by the function `if`. Errors HEAT-VALIDATION and those of functions. Pure.
#pragma once

#include "firmware/seed-services/heat/template/functions.hpp"

namespace seedbed::heat {

// A condition is a name of the section, true or false, or one of equals, not, and, or.
Result<bool> holds(const Json& condition, const Template& tmpl, const Scope& scope);
// Takes the resources and outputs away whose condition does not hold; references to such a resource are null.
Result<> applyConditions(Template& tmpl, const Parameters& parameters);

} // namespace seedbed::heat
