// SPDX-License-Identifier: GPL-3.0-or-later
// IPMI as a face of the chassis: one UDP socket a blade, port 623 of its iLO's address. Faults heeded:
// bmc-silent, slow. I/O thread only.
#pragma once

#include "firmware/emulator/state/face.hpp"

namespace seedbed::emulator {

// Error IPMI-LISTEN if an address is not on this machine or its port is taken.
Result<std::unique_ptr<Face>> startIpmi(Chassis& chassis);

} // namespace seedbed::emulator
