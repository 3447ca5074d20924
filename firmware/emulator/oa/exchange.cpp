// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/exchange.hpp"

#include "firmware/emulator/oa/soap.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::size_t kRecord = 3900; // below 4000: what clients take in one read

} // namespace

const char* statusText(unsigned status) {
    switch (status) {
    case 200:
        return "OK";
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    case 431:
        return "Request Header Fields Too Large";
    default:
        return "Internal Server Error";
    }
}

Task<HttpExchange> receive(SharedTls connection) {
    const auto shaken = co_await shakeHands(connection);
    if (!shaken) {
        co_return fail(shaken.error());
    }
    auto exchange = co_await receiveHttp(connection, kSoapLimit);
    co_return exchange;
}

// The header in a record of its own, then the body in small ones, then the end.
Task<> send(SharedTls connection, Reply reply) {
    auto head =
        fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    reply.status, statusText(reply.status), reply.type, reply.body.size());
    auto sent = co_await sendBytes(connection, std::move(head));
    for (std::size_t at = 0; sent && at < reply.body.size(); at += kRecord) {
        sent = co_await sendBytes(connection, reply.body.substr(at, kRecord));
    }
    co_return sent;
}

} // namespace seedbed::emulator
