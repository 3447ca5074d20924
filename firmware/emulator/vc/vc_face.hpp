// SPDX-License-Identifier: GPL-3.0-or-later
// Virtual Connect's command line on SSH port 22 of its address, its SNMP agent on UDP port 161 and its
// notifications, and its SOAP interface on HTTPS port 443. Made and stopped by main. I/O thread only.
#pragma once

#include <memory>

#include "firmware/emulator/state/face.hpp"

namespace seedbed::emulator {

// Loads the domain from the state directory, carries it out, and listens. Errors VC-DOMAIN-FILE,
// SSH-HOST-KEY-FILE, NET-LISTEN, NET-ADDRESS-IN-USE, SNMP-LISTEN, and those of keptCertificate().
Result<std::unique_ptr<Face>> startVc(Chassis& chassis);

} // namespace seedbed::emulator
