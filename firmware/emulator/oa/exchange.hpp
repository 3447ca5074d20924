// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP exchange over TLS as SOAP clients of the OA need it (the emulator's own, because they are
// particular): the HTTP header in a TLS record of its own, the body in records below 4000 bytes, no chunks.
// I/O thread only.
#pragma once

#include <string>

#include "firmware/emulator/http/tls_connection.hpp"

namespace seedbed::emulator {

struct Reply {
    unsigned status = 200;
    std::string type = "application/soap+xml; charset=\"utf-8\"";
    std::string body;
};

const char* statusText(unsigned status);

// The handshake and one request. Error TLS-PEER when the peer leaves.
Task<HttpExchange> receive(SharedTls connection);
Task<> send(SharedTls connection, Reply reply);

} // namespace seedbed::emulator
