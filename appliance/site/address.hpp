// SPDX-License-Identifier: GPL-3.0-or-later
// What the address stage is asked to set on the Onboard Administrator and the iLOs: the optional key `address` of the
// site file. What it does not name is looked at and left alone. Plain values; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oa-bridge/base/ids.hpp"

namespace seedbed {

// Bay 1 gets the first address, each further bay the next one.
struct EbipaSpec {
    Ipv4Address first, netmask;
    std::optional<Ipv4Address> gateway; // none: it is left as it is
    Ipv4Address of(BayNumber bay) const { return first + static_cast<std::uint32_t>(bay - 1); }
};

struct AddressSpec {
    std::optional<EbipaSpec> ebipa; // of the site's device bays
    std::vector<Ipv4Address> ntp;   // of the OA and the iLOs; two at most, further ones of theirs are left alone
    bool networkFirst = false;      // the blades look at the network before anything else, at every start
    bool access = false;            // our user has every privilege at the iLOs, IPMI over LAN is on
    std::vector<std::string> ntpTexts() const;
};

class FieldReader; // of this folder: parseSite() calls it
AddressSpec readAddress(FieldReader& read);

} // namespace seedbed
