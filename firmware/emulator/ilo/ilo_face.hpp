// SPDX-License-Identifier: GPL-3.0-or-later
// The doors of every iLO beside IPMI: 443 (RIBCL in HTTP and raw, Redfish, xmldata, firmware upload), 80 (a
// redirect), 22 (SMASH). While an iLO restarts or its blade is out, its doors are shut. Made and stopped by
// main. I/O thread only.
#pragma once

#include <memory>

#include "firmware/emulator/state/face.hpp"

namespace seedbed::emulator {

// Listens at every bay that holds a blade, and gives the OA its way to RIBCL. Errors NET-LISTEN,
// NET-ADDRESS-IN-USE, SSH-HOST-KEY-FILE, those of TLS.
Result<std::unique_ptr<Face>> startIlo(Chassis& chassis);

} // namespace seedbed::emulator
