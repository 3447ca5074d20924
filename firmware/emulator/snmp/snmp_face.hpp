// SPDX-License-Identifier: GPL-3.0-or-later
// The SNMP agents of OA and Virtual Connect on UDP 161, and the OA's traps to its receivers.
#pragma once

#include "firmware/emulator/state/face.hpp"

namespace seedbed::emulator {

Result<std::unique_ptr<Face>> startSnmp(Chassis& chassis); // error SNMP-LISTEN

} // namespace seedbed::emulator
