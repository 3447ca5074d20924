// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/exchange.hpp"

#include "firmware/emulator/oa/soap.hpp"

namespace seedbed::emulator {
namespace {

constexpr std::size_t kHeadLimit = 16 * 1024;
constexpr std::size_t kRecord = 3900; // below 4000: what clients take in one read

tl::unexpected<Error> broken(const char* attempted, const boost::system::error_code& code) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "OA-CONNECTION";
    error.attempted = attempted;
    error.cause = code.message();
    return fail(std::move(error));
}

// More bytes of the peer at the end of `buffer`.
Task<> readMore(std::shared_ptr<TlsStream> stream, std::shared_ptr<std::string> buffer) {
    std::array<char, 4096> chunk{};
    boost::system::error_code code;
    auto count = co_await stream->async_read_some(asio::buffer(chunk),
                                                  asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return broken("read a request", code);
    }
    buffer->append(chunk.data(), count);
    co_return Result<>();
}

Task<> sendRecord(std::shared_ptr<TlsStream> stream, std::string record) {
    boost::system::error_code code;
    co_await asio::async_write(*stream, asio::buffer(record),
                               asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return broken("send", code);
    }
    co_return Result<>();
}

HttpMessage refused(unsigned status) {
    HttpMessage message;
    message.refusal = status;
    return message;
}

Task<HttpMessage> receiveBody(std::shared_ptr<TlsStream> stream, std::shared_ptr<std::string> buffer,
                              HttpMessage message, std::size_t start) {
    if (message.head.expectsContinue && buffer->size() == start) {
        auto told = co_await sendRecord(stream, "HTTP/1.1 100 Continue\r\n\r\n");
        if (!told) {
            co_return fail(told.error());
        }
    }
    while (buffer->size() < start + message.head.length) {
        auto more = co_await readMore(stream, buffer);
        if (!more) {
            co_return fail(more.error());
        }
    }
    message.body = buffer->substr(start, message.head.length);
    co_return message;
}

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

Task<HttpMessage> receive(std::shared_ptr<TlsStream> stream) {
    boost::system::error_code code;
    co_await stream->async_handshake(asio::ssl::stream_base::server,
                                     asio::redirect_error(asio::use_awaitable, code));
    if (code) {
        co_return broken("shake hands", code);
    }
    auto buffer = std::make_shared<std::string>();
    auto start = endOfHead(*buffer);
    while (!start) {
        auto more = co_await readMore(stream, buffer);
        if (!more) {
            co_return fail(more.error());
        }
        start = endOfHead(*buffer);
        if (!start && buffer->size() > kHeadLimit) {
            co_return refused(431);
        }
    }
    auto head = parseHead(std::string_view(*buffer).substr(0, *start));
    if (!head || head->length > kSoapLimit) {
        co_return refused(head ? 413 : 400);
    }
    HttpMessage message;
    message.head = std::move(*head);
    auto complete = co_await receiveBody(stream, buffer, std::move(message), *start);
    co_return complete;
}

// The header in a record of its own, then the body in small ones, then the end.
Task<> send(std::shared_ptr<TlsStream> stream, Reply reply) {
    auto head =
        fmt::format("HTTP/1.1 {} {}\r\nContent-Type: {}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
                    reply.status, statusText(reply.status), reply.type, reply.body.size());
    auto sent = co_await sendRecord(stream, std::move(head));
    for (std::size_t at = 0; sent && at < reply.body.size(); at += kRecord) {
        sent = co_await sendRecord(stream, reply.body.substr(at, kRecord));
    }
    co_return sent;
}

Task<> closeStream(std::shared_ptr<TlsStream> stream) {
    boost::system::error_code code; // a peer that does not answer close_notify is no matter
    co_await stream->async_shutdown(asio::redirect_error(asio::use_awaitable, code));
    co_return Result<>();
}

} // namespace seedbed::emulator
