// SPDX-License-Identifier: GPL-3.0-or-later
// The SNMP agent of the OA on UDP 161, and its traps to its receivers.
#pragma once

#include "firmware/emulator/state/face.hpp"

namespace seedbed::emulator {

Result<std::unique_ptr<Face>> startSnmp(Chassis& chassis); // error SNMP-LISTEN

} // namespace seedbed::emulator
