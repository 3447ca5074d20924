// SPDX-License-Identifier: GPL-3.0-or-later
// The power of single blades: switched by hand, beside the runs (Deployment::power is in power.cpp), or by a step of a
// run. Both climb the ladder of appliance/inventory as far as the site approves.
#pragma once

#include "appliance/deploy/context.hpp"
#include "appliance/inventory/chassis_power.hpp"
#include "appliance/workflow/step.hpp"

namespace seedbed {

Error bladePowering(BayNumber bay); // POWER-ACTIVE: somebody switches the blade by hand

ChassisPowerAccess powerAccess(const DeployContext& context, BayNumber bay, std::string iloAddress);
// What is done is journalled as events of the bay, and is a sign of life of the step.
LadderTerms ladderTerms(const DeployContext& context, StepContext& step, BayNumber bay);

} // namespace seedbed
