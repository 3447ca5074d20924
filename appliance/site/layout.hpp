// SPDX-License-Identifier: GPL-3.0-or-later
// Site and pack as one intent for Virtual Connect: every bay of the site gets the pack's FlexNICs, and boots
// from the provisioning network. Pure; whether it obeys the rules is for vc-config/compile to say.
#pragma once

#include "appliance/site/pack.hpp"
#include "appliance/site/site.hpp"

namespace seedbed {

vc::ConnectivityIntent connectivityIntent(const SiteSpec& site, const PackSpec& pack);

} // namespace seedbed
