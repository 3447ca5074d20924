// SPDX-License-Identifier: GPL-3.0-or-later
// How one iLO is reached over HTTPS, and what a failed exchange with it is called. For the clients of this folder.
#pragma once

#include <string>
#include <string_view>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/net/tls.hpp"

namespace seedbed {

struct IloAccess {
    std::string address;
    std::string user;
    Secret password;
    TlsProfile tls{TlsProfile::Trust::firstUse, true, {}, {}};
    int port = 443;
    Duration deadline = std::chrono::seconds(20); // of one exchange
};

// The error of httpCall in the words of a door: `door` is "RIBCL" or "REDFISH". ids <door>-UNREACHABLE
// (unreachable or timeout: transient), <door>-TOO-LARGE and <door>-NONSENSE (nonsense), <door>-TLS (unreachable);
// TLS-PIN-MISMATCH stays what it is.
Error iloFailure(const Error& cause, std::string_view door, const std::string& address);

} // namespace seedbed
