// SPDX-License-Identifier: GPL-3.0-or-later
// The OA's command line on SSH (port 22) and telnet (port 23).
#pragma once

#include "firmware/emulator/state/face.hpp"

namespace seedbed::emulator {

// Errors SSH-HOST-KEY-FILE, NET-ADDRESS-IN-USE, NET-LISTEN.
Result<std::unique_ptr<Face>> startOaCli(Chassis& chassis);

} // namespace seedbed::emulator
