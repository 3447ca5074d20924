// SPDX-License-Identifier: GPL-3.0-or-later
// One HTTP exchange over TLS as SOAP clients of the OA need it (the emulator's own, because they are
// particular): the HTTP header in a TLS record of its own, the body in records below 4000 bytes, no chunks.
// I/O thread only.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/ssl.hpp>

#include "firmware/emulator/http/http_head.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator {

using TlsStream = asio::ssl::stream<asio::ip::tcp::socket>;

struct HttpMessage {
    HttpHead head;
    std::string body;
    unsigned refusal = 0; // a status to answer without looking further
};

struct Reply {
    unsigned status = 200;
    std::string type = "application/soap+xml; charset=\"utf-8\"";
    std::string body;
};

const char* statusText(unsigned status);

// The handshake and one request. Error OA-CONNECTION when the peer leaves.
Task<HttpMessage> receive(std::shared_ptr<TlsStream> stream);
Task<> send(std::shared_ptr<TlsStream> stream, Reply reply);
// close_notify, and the peer's.
Task<> closeStream(std::shared_ptr<TlsStream> stream);

} // namespace seedbed::emulator
