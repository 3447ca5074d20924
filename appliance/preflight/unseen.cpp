// SPDX-License-Identifier: GPL-3.0-or-later
// Checks of the catalogue that this version cannot make: each says what it would need.
#include "appliance/preflight/check.hpp"

namespace seedbed {

Task<Findings> notImported(PreflightContext&) {
    co_return Findings{skipped("site.yaml", "the site was written by hand, not imported from a baremetal.csv")};
}
Task<Findings> noIloSettings(PreflightContext&) {
    co_return Findings{skipped("blades", "needs the iLO's automatic power setting, which is not read yet")};
}
Task<Findings> noOuterProbe(PreflightContext&) {
    co_return Findings{skipped("uplinks", "needs a probe on the customer's side of the uplinks; the site names none")};
}
Task<Findings> noGateway(PreflightContext&) {
    co_return Findings{skipped("site.yaml", "the site names no gateway, DNS or NTP server")};
}
Task<Findings> noUplinkState(PreflightContext&) {
    co_return Findings{skipped("uplinks", "needs the link state of the uplink ports, which is not read yet")};
}

} // namespace seedbed
