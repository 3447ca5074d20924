// SPDX-License-Identifier: GPL-3.0-or-later
// One TLS connection of a device that speaks its own kind of HTTP on it: what has been read and not yet used,
// and the bytes sent as they are given, a TLS record a call. Shared by the coroutines of one connection; I/O
// thread only.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl.hpp>

#include "firmware/emulator/http/http_head.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator {

using TlsStream = asio::ssl::stream<asio::ip::tcp::socket>;

struct TlsConnection {
    TlsConnection(asio::ip::tcp::socket socket, asio::ssl::context& context)
        : stream(std::move(socket), context) {}
    TlsStream stream;
    std::string buffer; // read, not yet used
};
using SharedTls = std::shared_ptr<TlsConnection>;

// All of them: error TLS-PEER when the peer has left or speaks no TLS.
Task<> shakeHands(SharedTls connection);
Task<> readMore(SharedTls connection); // at least one byte at the end of the buffer
Task<> sendBytes(SharedTls connection, std::string bytes);
Task<> sayFarewell(SharedTls connection); // close_notify, and the peer's

struct HttpExchange {
    HttpHead head;
    std::string body;
    unsigned refusal = 0; // a status to answer without looking further; then the connection ends
};
// The next request, of which the buffer may hold a part; sends 100 Continue where it is asked for.
Task<HttpExchange> receiveHttp(SharedTls connection, std::size_t bodyLimit);

} // namespace seedbed::emulator
