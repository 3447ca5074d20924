// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP exchange on a connection of its own, blocking, within a deadline. For the programs on the metal.
#pragma once

#include "firmware/posix/descriptor.hpp"
#include "firmware/posix/http_text.hpp"

namespace seedbed::posix {

// A status of 400 or more is an answer. Errors HTTP-URL, HTTP-UNREACHABLE, HTTP-TIMEOUT, HTTP-NONSENSE.
Result<HttpReply> exchange(const HttpMessage& message, Clock::time_point deadline);

} // namespace seedbed::posix
