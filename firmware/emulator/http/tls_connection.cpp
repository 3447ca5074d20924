// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/http/tls_connection.hpp"

#include <array>

namespace seedbed::emulator {
namespace {

constexpr std::size_t kHeadLimit = 16 * 1024;

tl::unexpected<Error> broken(const char* attempted, const boost::system::error_code& code) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "TLS-PEER";
    error.attempted = attempted;
    error.cause = code.message();
    return fail(std::move(error));
}

HttpExchange refused(unsigned status) {
    HttpExchange exchange;
    exchange.refusal = status;
    return exchange;
}

Task<> receiveBody(SharedTls connection, std::size_t end) {
    while (connection->buffer.size() < end) {
        const auto more = co_await readMore(connection);
        if (!more) {
            co_return fail(more.error());
        }
    }
    co_return Result<>();
}

} // namespace

Task<> shakeHands(SharedTls connection) {
    boost::system::error_code code;
    co_await connection->stream.async_handshake(asio::ssl::stream_base::server,
                                                asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return broken("shake hands", code);
    }
    co_return Result<>();
}

Task<> readMore(SharedTls connection) {
    std::array<char, 16384> chunk{};
    boost::system::error_code code;
    const auto count = co_await connection->stream.async_read_some(
        asio::buffer(chunk), asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return broken("read a request", code);
    }
    connection->buffer.append(chunk.data(), count);
    co_return Result<>();
}

Task<> sendBytes(SharedTls connection, std::string bytes) {
    boost::system::error_code code;
    co_await asio::async_write(connection->stream, asio::buffer(bytes),
                               asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return broken("send", code);
    }
    co_return Result<>();
}

Task<> sayFarewell(SharedTls connection) {
    boost::system::error_code code; // a peer that does not answer close_notify is no matter
    co_await connection->stream.async_shutdown(asio::redirect_error(asio::use_awaitable, code));
    co_return Result<>();
}

Task<HttpExchange> receiveHttp(SharedTls connection, std::size_t bodyLimit) {
    auto start = endOfHead(connection->buffer);
    while (!start) {
        if (connection->buffer.size() > kHeadLimit) {
            co_return refused(431);
        }
        const auto more = co_await readMore(connection);
        if (!more) {
            co_return fail(more.error());
        }
        start = endOfHead(connection->buffer);
    }
    auto head = parseHead(std::string_view(connection->buffer).substr(0, *start));
    if (!head || head->length > bodyLimit) {
        co_return refused(head ? 413 : 400);
    }
    HttpExchange exchange;
    exchange.head = std::move(*head);
    const auto end = *start + exchange.head.length;
    if (exchange.head.expectsContinue && connection->buffer.size() < end) {
        const auto told = co_await sendBytes(connection, "HTTP/1.1 100 Continue\r\n\r\n");
        if (!told) {
            co_return fail(told.error());
        }
    }
    const auto complete = co_await receiveBody(connection, end);
    if (!complete) {
        co_return fail(complete.error());
    }
    exchange.body = connection->buffer.substr(*start, exchange.head.length);
    connection->buffer.erase(0, end);
    co_return exchange;
}

} // namespace seedbed::emulator
