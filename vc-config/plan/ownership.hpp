// SPDX-License-Identifier: GPL-3.0-or-later
// What of an actual domain is not ours, and where it stands in the way. For the planner only. Pure.
#pragma once

#include <string>
#include <vector>

#include "oa-bridge/base/error.hpp"
#include "vc-config/model/vc_domain.hpp"

namespace seedbed::vc {

std::vector<std::string> foreignObjects(const VcDomain& desired, const VcDomain& actual);
// Error: the first conflict's id and object, all conflicts in the cause.
Result<> checkConflicts(const VcDomain& desired, const VcDomain& actual);

} // namespace seedbed::vc
