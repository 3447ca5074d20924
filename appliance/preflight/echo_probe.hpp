// SPDX-License-Identifier: GPL-3.0-or-later
// An ICMP echo request and its reply: is somebody there. The bytes are pure functions; the probe is I/O thread only and
// needs root. Source: RFC 791, RFC 792.
#pragma once

#include <string>
#include <string_view>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed {

std::string echoRequest(std::uint16_t identifier, std::uint16_t sequence);
// `packet` begins with its IP header.
bool isEchoReply(std::string_view packet, std::uint16_t identifier);

// Asks three times within the limit. Errors PROBE-ECHO (timeout, unreachable).
Task<> probeEcho(Ipv4Address host, Duration limit);

} // namespace seedbed
