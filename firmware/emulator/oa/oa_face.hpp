// SPDX-License-Identifier: GPL-3.0-or-later
// The Onboard Administrator's web side: SOAP over HTTPS on port 443 of its address, a redirect on port 80.
// Made and stopped by main. I/O thread only.
// It follows what clients found on the wire: one request a TLS connection; the HTTP header in a TLS record of
// its own, the body in records below 4000 bytes; then close_notify and the end of the connection.
#pragma once

#include <memory>

#include "firmware/emulator/oa/sessions.hpp"
#include "firmware/emulator/state/face.hpp"

namespace seedbed::emulator {

struct OaLimits {
    Sessions::Limits sessions;
    Duration heartbeat = std::chrono::seconds(30); // clients give up after 40 s
    Duration request = std::chrono::seconds(30);   // to arrive
    std::size_t connections = 64;
};

// Listens. Errors NET-LISTEN, NET-ADDRESS-IN-USE, those of TLS.
Result<std::unique_ptr<Face>> startOa(Chassis& chassis);
Result<std::unique_ptr<Face>> startOa(Chassis& chassis, OaLimits limits);

} // namespace seedbed::emulator
