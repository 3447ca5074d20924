// SPDX-License-Identifier: GPL-3.0-or-later
// The serial port of every blade as a stream socket, STATE/consoles/bayN.sock: what the blade prints from now
// on comes out, what is written goes in. A reader that falls a megabyte behind is cut off. I/O thread only.
#pragma once

#include "firmware/emulator/state/face.hpp"

namespace seedbed::emulator {

// Error CONSOLE-SOCKET.
Result<std::unique_ptr<Face>> startConsoleSockets(Chassis& chassis);

} // namespace seedbed::emulator
