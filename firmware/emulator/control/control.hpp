// SPDX-License-Identifier: GPL-3.0-or-later
// The lab's own door to the chassis, which no real c3000 has: HTTP on the Unix socket STATE/control.sock.
//   GET /state                   the blades: bay, power, POST, profile, NICs, boot override
//   POST /bays/{n}/power         {"command": "on|off|soft|cycle|reset"}; 409 if it makes no sense now
//   GET /faults                  the faults in force and the kinds there are
//   POST /faults                 {"kind": ..., "bay": ..., parameters...} -> {"id": n}
//   DELETE /faults/{id}
// Errors are {"error": {id, object, cause, action}}. I/O thread only.
#pragma once

#include "firmware/emulator/state/face.hpp"

namespace seedbed::emulator {

// Errors of HttpServer::listenUnix.
Result<std::unique_ptr<Face>> startControl(Chassis& chassis);

} // namespace seedbed::emulator
