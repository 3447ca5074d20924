// SPDX-License-Identifier: GPL-3.0-or-later
// What a failure of the IPMI library means, and when to try again. Pure. The classes are those of MAAS and
// Ironic: refused and unsupported are never retried; busy, timeout and unreachable are, after 1, 2, 2, 4, 6,
// 8, 12 s.
#pragma once

#include "oa-bridge/async/task.hpp"

namespace seedbed {

// `code` is an ipmi_errnum of libfreeipmi. Ids BMC-LOGIN-REFUSED, BMC-KG, BMC-PRIVILEGE (refused);
// BMC-CIPHER, BMC-UNSUPPORTED (unsupported); BMC-ADDRESS (invalid); BMC-BUSY (busy); BMC-TIMEOUT (timeout);
// BMC-UNREACHABLE (unreachable); BMC-NONSENSE (nonsense); BMC-INTERNAL (internal).
Error ipmiFailure(int code, std::string_view attempted);
// `code` is an IPMICONSOLE_ERR of libipmiconsole. The same ids, and SOL-UNAVAILABLE, SOL-IN-USE, SOL-CLOSED.
Error consoleFailure(int code, std::string_view attempted);

// The pause before try number `attempt` + 2; `luck` in 0..1 spreads it by a quarter up. After the last step
// of the ladder every further pause is as long as that one.
Duration retryDelay(int attempt, double luck);
bool worthRetrying(const Error& error);

} // namespace seedbed
