// SPDX-License-Identifier: GPL-3.0-or-later
// (desired, actual) -> the commands between them. Pure. The plan of an equal pair is empty; a plan never
// removes what Seedbed does not own: that is anything whose name is not in `desired`, but for what Seedbed
// made under an earlier wish, as `arrival` tells (nullptr: it made nothing yet). Where such a thing holds
// what is needed, there is no plan but one error (kind conflict) that names all holders: VC-BAY-HELD,
// VC-PORT-HELD, VC-VLAN-HELD, VC-NATIVE-HELD, VC-POOL-HELD, VC-NETWORK-ELSEWHERE.
//
// `desired` obeys the rules of vc-config/compile (one VLAN, one native network, one PXE connection):
// VC-PLAN-INPUT (internal) otherwise. Compared are sets as sets; idle connections behind the wanted ones, and
// the speed of one without a network, mean nothing. A plan that was cut off anywhere is followed by a plan
// that comes to the same domain. Sources: Virtual Connect user guide: a blade must be off to assign or
// unassign its profile, to add connections, to change PXE and what the server sees of its FlexNICs; it may
// run while networks and speeds change.
#pragma once

#include "oa-bridge/base/error.hpp"
#include "vc-config/model/vc_plan.hpp"

namespace seedbed::vc {

Result<VcPlan> plan(const VcDomain& desired, const VcDomain& actual, const Arrival* arrival = nullptr);

// The way back to `saved`, the domain that was found on arrival. What is of `ours` (names that Seedbed wanted
// or has in its journal) and not of `saved` is removed; what others added meanwhile stays and is reported as
// foreign. Empty when nothing is left to take back.
Result<VcPlan> planRollback(const VcDomain& saved, const VcDomain& actual, const VcDomain& ours);

// What `operation` does to a domain, when the device obeys it. The planner's own picture of the steps
// between.
void takeEffect(VcDomain& domain, const Operation& operation);

} // namespace seedbed::vc
