// SPDX-License-Identifier: GPL-3.0-or-later
// Checks of the catalogue that this version cannot make: each says what it would need.
#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> noOuterProbe(PreflightContext&) {
    co_return Findings{skipped("uplinks", "needs a probe on the customer's side of the uplinks; the site names none")};
}
Task<Findings> noFirstFrame(PreflightContext&) {
    co_return Findings{skipped("uplinks", "needs to see an uplink's link come up and the first frame after it; neither is ours to start")};
}
Task<Findings> noExternalInterface(PreflightContext&) {
    co_return Findings{skipped("uplinks", "needs an interface of the appliance on the external VLAN to listen for VRRP; the site names none")};
}

} // namespace seedbed
