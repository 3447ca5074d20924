// SPDX-License-Identifier: GPL-3.0-or-later
// One byte stream whatever is below it: TCP, TLS or a Unix socket. Private to oa-bridge/net.
#pragma once

#include <memory>
#include <variant>

#include <boost/asio/ssl.hpp>

#include "oa-bridge/async/task.hpp"

namespace seedbed {

// A thin AsyncReadStream and AsyncWriteStream over one of the three; Beast's algorithms are compiled once for it.
class HttpStream {
    template <class Function>
    decltype(auto) visit(Function&& function) {
        if (auto* plain = std::get_if<Tcp>(&stream_)) {
            return function(*plain);
        }
        if (auto* local = std::get_if<Local>(&stream_)) {
            return function(*local);
        }
        return function(*std::get<std::unique_ptr<Tls>>(stream_));
    }

public:
    using Tcp = asio::ip::tcp::socket;
    using Local = asio::local::stream_protocol::socket;
    using Tls = asio::ssl::stream<asio::ip::tcp::socket>;
    using executor_type = asio::any_io_executor;

    explicit HttpStream(Tcp socket) : stream_(std::move(socket)) {}
    explicit HttpStream(Local socket) : stream_(std::move(socket)) {}
    HttpStream(Tcp socket, std::shared_ptr<asio::ssl::context> context)
        : context_(std::move(context)), stream_(std::make_unique<Tls>(std::move(socket), *context_)) {}

    executor_type get_executor() {
        return visit([](auto& socket) -> executor_type { return socket.get_executor(); });
    }
    Tls* tls() {
        auto* holder = std::get_if<std::unique_ptr<Tls>>(&stream_);
        return holder == nullptr ? nullptr : holder->get();
    }
    Tcp* tcp() { return tls() == nullptr ? std::get_if<Tcp>(&stream_) : &tls()->next_layer(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& into) {
                this->visit([&](auto& socket) { socket.async_read_some(into, std::move(handler)); });
            },
            token, buffers);
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        return asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, const Buffers& from) {
                this->visit([&](auto& socket) { socket.async_write_some(from, std::move(handler)); });
            },
            token, buffers);
    }
    void close() {
        boost::system::error_code ignored; // closing is the last thing done with it
        visit([&](auto& socket) { lowest(socket).close(ignored); });
    }

private:
    static Tcp& lowest(Tls& stream) { return stream.next_layer(); }
    template <class Socket>
    static Socket& lowest(Socket& socket) {
        return socket;
    }

    std::shared_ptr<asio::ssl::context> context_;
    std::variant<Tcp, Local, std::unique_ptr<Tls>> stream_;
};

} // namespace seedbed
