// SPDX-License-Identifier: GPL-3.0-or-later
// A TLS server on loopback that answers as it pleases: whatever bytes, how many, how slowly. It reads one request and
// then plays its part. Counts what it got rid of, which bounds what the client can have taken in.
#pragma once

#include <functional>
#include <string>

#include <boost/asio/ssl.hpp>
#include <gtest/gtest.h>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/net/tls.hpp"

namespace seedbed::test {

struct HostilePart {
    std::string head;              // sent first
    std::string piece;             // then this, again and again
    std::uint64_t times = 0;       // how often; the connection is closed behind the last
    Duration between = Duration(); // wait before each piece
};

class HostilePeer {
public:
    HostilePeer(asio::io_context& io, HostilePart part)
        : acceptor_(io, {asio::ip::make_address("127.0.0.1"), 0}), part_(std::move(part)) {
        auto identity = makeSelfSigned("hostile", "127.0.0.1");
        EXPECT_TRUE(identity);
        auto context = makeServerContext(*identity);
        EXPECT_TRUE(context);
        context_ = *context;
        asio::co_spawn(io, serve(), [](const std::exception_ptr&) {}); // ends with the io_context
    }
    int port() const { return acceptor_.local_endpoint().port(); }
    std::uint64_t sent() const { return sent_; }
    int resumed() const { return resumed_; } // connections that took up an earlier session

private:
    using Stream = asio::ssl::stream<asio::ip::tcp::socket>;

    asio::awaitable<void> serve() {
        for (;;) {
            auto socket = co_await acceptor_.async_accept(asio::use_awaitable);
            co_await talk(std::move(socket));
        }
    }

    asio::awaitable<void> talk(asio::ip::tcp::socket socket) {
        constexpr auto tuple = asio::as_tuple(asio::use_awaitable);
        Stream stream(std::move(socket), *context_);
        auto [secured] = co_await stream.async_handshake(asio::ssl::stream_base::server, tuple);
        if (secured) {
            co_return;
        }
        resumed_ += SSL_session_reused(stream.native_handle());
        std::string request;
        auto [read, count] =
            co_await asio::async_read_until(stream, asio::dynamic_buffer(request, 65536), "\r\n\r\n", tuple);
        auto [headCode, headBytes] = co_await asio::async_write(stream, asio::buffer(part_.head), tuple);
        bool open = !read && !headCode;
        for (std::uint64_t i = 0; open && i < part_.times; ++i) {
            if (part_.between > Duration()) {
                co_await pause(part_.between);
            }
            auto [code, bytes] = co_await asio::async_write(stream, asio::buffer(part_.piece), tuple);
            sent_ += bytes;
            open = !code;
        }
        co_await stream.async_shutdown(tuple);
    }

    asio::ip::tcp::acceptor acceptor_;
    HostilePart part_;
    std::shared_ptr<asio::ssl::context> context_;
    std::uint64_t sent_ = 0;
    int resumed_ = 0;
};

// The parts that every client of a device must survive.
namespace hostile {

inline std::string headOf(const std::string& length) {
    return "HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n" + length + "\r\n";
}
inline std::string withBody(const std::string& body) {
    return headOf("Content-Length: " + std::to_string(body.size()) + "\r\n") + body;
}
inline HostilePart entityBomb() {
    std::string body = "<?xml version=\"1.0\"?>\n<!DOCTYPE RIBCL [<!ENTITY a \"boom\">";
    for (char level = 'b'; level <= 'k'; ++level) {
        body += std::string("<!ENTITY ") + level + " \"";
        for (int i = 0; i < 10; ++i) {
            body += std::string("&") + static_cast<char>(level - 1) + ";";
        }
        body += "\">";
    }
    return {withBody(body + "]>\n<RIBCL>&k;</RIBCL>\n"), "", 0, {}};
}
inline HostilePart hundredMegabytes() {
    return {headOf("Content-Length: 104857600\r\n"), std::string(65536, ' '), 1600, {}};
}
inline HostilePart hundredMegabytesInChunks() {
    return {headOf("Transfer-Encoding: chunked\r\n"), "10000\r\n" + std::string(65536, ' ') + "\r\n", 1600, {}};
}
inline HostilePart endlessLine() {
    return {"HTTP/1.1 200 OK\r\nServer: ", std::string(65536, 'x'), 1600, {}};
}
inline HostilePart shorterThanItsHead() {
    return {headOf("Content-Length: 5000\r\n") + "<?xml version=\"1.0\"?><RIBCL", "", 0, {}};
}
inline HostilePart longerThanItsHead() {
    return {headOf("Content-Length: 27\r\n") + "<?xml version=\"1.0\"?><RIBCL VERSION=\"2.23\"/>", "", 0, {}};
}
inline HostilePart lengthWithoutNumber() {
    return {headOf("Content-Length: -7\r\n") + "x", "", 0, {}};
}
inline HostilePart slowDrip() {
    return {headOf("Content-Length: 100000\r\n"), " ", 100000, std::chrono::milliseconds(2)};
}
inline HostilePart noHttp() {
    return {"SSH-2.0-mpSSH_0.2.1\r\n", "", 0, {}};
}

} // namespace hostile

} // namespace seedbed::test
