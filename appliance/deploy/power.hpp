// SPDX-License-Identifier: GPL-3.0-or-later
// The power of single blades, switched by hand, beside the runs. Deployment::power is in power.cpp.
#pragma once

#include "oa-bridge/base/error.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed {

Error bladePowering(BayNumber bay); // POWER-ACTIVE: somebody switches the blade by hand

} // namespace seedbed
