// SPDX-License-Identifier: GPL-3.0-or-later
// What one DNS server says of a name, forward and back, asked by the resolver of the C library at that server and no
// other. Blocks for at most four seconds a question: for the threads of Blocking.
#pragma once

#include <string>
#include <vector>

#include "oa-bridge/base/ids.hpp"

namespace seedbed {

struct DnsServer {
    Ipv4Address address;
    std::uint16_t port = 53;
};

// Errors PROBE-DNS (timeout: no answer, or a refusal; notFound: it answers that there is none).
Result<std::vector<Ipv4Address>> addressesOf(DnsServer server, const std::string& name);
Result<std::vector<std::string>> namesOf(DnsServer server, Ipv4Address address);

} // namespace seedbed
