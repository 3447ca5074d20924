// SPDX-License-Identifier: GPL-3.0-or-later
// Checks of the catalogue that this version cannot make: each says what it would need.
#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> noOuterProbe(PreflightContext&) {
    co_return Findings{skipped("uplinks", "needs a probe on the customer's side of the uplinks, which speaks on each VLAN; there is none")};
}
Task<Findings> noFirstFrame(PreflightContext&) {
    co_return Findings{skipped("uplinks", "needs an uplink that comes up while we listen; a check changes nothing")};
}

} // namespace seedbed
