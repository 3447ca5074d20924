// SPDX-License-Identifier: GPL-3.0-or-later
// A DHCPDISCOVER of our own and the offers that come back: who serves DHCP on an interface. Nothing is taken: no
// request follows. The bytes are pure functions; the probe is I/O thread only. Source: RFC 2131, RFC 2132.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed {

struct DhcpOffer {
    Ipv4Address server; // option 54, else who sent it
    Ipv4Address offered;
    bool operator==(const DhcpOffer&) const = default;
};

std::string dhcpDiscover(std::uint32_t transaction, const MacAddress& client);
// None for anything that is no offer of that transaction.
std::optional<DhcpOffer> readOffer(std::string_view packet, std::uint32_t transaction, Ipv4Address sender);

// Every offer that comes within `time`. Errors PROBE-INTERFACE, PROBE-SOCKET.
Task<std::vector<DhcpOffer>> probeDhcp(std::string interface, Duration time);

} // namespace seedbed
