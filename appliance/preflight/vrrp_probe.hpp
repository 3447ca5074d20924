// SPDX-License-Identifier: GPL-3.0-or-later
// Who advertises itself as a virtual router (VRRP, as keepalived does) on a network: listens, sends nothing. Reading an
// advertisement is a pure function; the probe is I/O thread only and needs root. Routers that are set up to advertise to
// each other alone (unicast) are not heard. Source: RFC 3768 section 5, RFC 5798 section 5.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed {

struct VrrpAdvertisement {
    Ipv4Address router; // who sent it
    int id = 0;         // VRID
    std::optional<Ipv4Address> address; // the first that it stands for
    bool operator==(const VrrpAdvertisement&) const = default;
};

// `packet` begins with its IP header; none when it is no advertisement of version 2 or 3.
std::optional<VrrpAdvertisement> readVrrp(std::string_view packet);

// All heard on that interface within `time`, each once. PROBE-SOCKET (internal) when it cannot be listened to.
Task<std::vector<VrrpAdvertisement>> probeVrrp(std::string interface, Duration time);

} // namespace seedbed
