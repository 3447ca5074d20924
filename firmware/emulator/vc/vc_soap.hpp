// SPDX-License-Identifier: GPL-3.0-or-later
// The one call that is known of the module's SOAP interface, getDomainMode: is this the module that manages
// the domain? Pure. Source: public clients of it; they look elements up by their qualified names. Inferred:
// the word for an active module.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oa-bridge/base/ids.hpp"

namespace seedbed::emulator::vc {

// The answer to the body of a request, or none when it is no such call.
std::optional<std::string> soapAnswer(std::string_view body, Ipv4Address own);
std::string soapFault(std::string_view reason);

} // namespace seedbed::emulator::vc
