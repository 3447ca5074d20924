// SPDX-License-Identifier: GPL-3.0-or-later
// (desired, actual) -> the commands between them. Pure. The plan of an equal pair is empty; a plan never
// removes what Seedbed does not own: that is anything whose name is not in `desired`. Where such a thing
// holds what is needed, there is no plan but one error (kind conflict) that names all holders: VC-BAY-HELD,
// VC-PORT-HELD, VC-VLAN-HELD, VC-NATIVE-HELD, VC-NETWORK-ELSEWHERE.
//
// `desired` obeys the rules of vc-config/compile (one VLAN, one native network, one PXE connection):
// VC-PLAN-INPUT (internal) otherwise. Compared are sets as sets; connections behind the last connected one,
// and the speed of one without a network, mean nothing. Sources: Virtual Connect user guide: a blade must be
// off to assign or unassign its profile, to add connections and to change PXE; it may run while networks and
// speeds change.
#pragma once

#include "oa-bridge/base/error.hpp"
#include "vc-config/model/vc_plan.hpp"

namespace seedbed::vc {

Result<VcPlan> plan(const VcDomain& desired, const VcDomain& actual);

// What `operation` does to a domain, when the device obeys it. The planner's own picture of the steps
// between.
void takeEffect(VcDomain& domain, const Operation& operation);

} // namespace seedbed::vc
