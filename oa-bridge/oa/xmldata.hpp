// SPDX-License-Identifier: GPL-3.0-or-later
// Asks an address who it is, without a login: GET /xmldata?item=all, which OAs and iLOs answer. The safest witness
// of "which bay am I". Called by survey and address search. Errors, object "device <address>": XMLDATA-UNREACHABLE
// (unreachable or timeout), XMLDATA-UNSUPPORTED (the reply is switched off, or no such device), XMLDATA-TLS,
// XMLDATA-TOO-LARGE, XMLDATA-NONSENSE, TLS-PIN-MISMATCH.
#pragma once

#include <string>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/model/oa_settings.hpp"
#include "oa-bridge/net/tls.hpp"

namespace seedbed {

struct ProbeAccess {
    std::string address;
    TlsProfile tls{TlsProfile::Trust::firstUse, true, {}, {}};
    int port = 443;
    Duration deadline = std::chrono::seconds(10);
};

Task<DeviceIdentity> probeDevice(ProbeAccess access);

} // namespace seedbed
