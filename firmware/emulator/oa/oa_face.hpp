// SPDX-License-Identifier: GPL-3.0-or-later
// The Onboard Administrator's web side: SOAP over HTTPS on port 443 of its address, a redirect on port 80.
// Made by main, which starts it, stops it and keeps it longer than its connections. I/O thread only.
// It follows what clients found on the wire: one request a TLS connection; the HTTP header in a TLS record of
// its own, the body in records below 4000 bytes; then close_notify and the end of the connection.
#pragma once

#include <memory>

#include "firmware/emulator/oa/calls.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::emulator {

struct OaLimits {
    Sessions::Limits sessions;
    Duration heartbeat = std::chrono::seconds(30); // clients give up after 40 s
    Duration request = std::chrono::seconds(30);   // to arrive
    std::size_t connections = 64;
};

class OaFace {
public:
    explicit OaFace(Chassis& chassis, OaLimits limits = {});
    ~OaFace();
    // Listens. Errors NET-LISTEN, NET-ADDRESS-IN-USE, those of TLS.
    Result<> start();
    // Closes the listeners, cancels the connections and waits for their end.
    asio::awaitable<void> stop();

private:
    struct Server;
    Result<> startRedirect();
    std::shared_ptr<Server> server_; // shared with the connections
};

} // namespace seedbed::emulator
