// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTP peer for tests of the blocking programs: one connection at a time on a thread of its own, each
// answered with the bytes that the test's function gives for the request.
#pragma once

#include <functional>
#include <string>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "firmware/posix/descriptor.hpp"

namespace seedbed::test {

class SmallServer {
public:
    using Answer = std::function<std::string(const std::string& request)>;
    explicit SmallServer(Answer answer) : answer_(std::move(answer)) {
        sockaddr_in any{};
        any.sin_family = AF_INET;
        any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof any;
        ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&any), size);
        ::listen(listener_.get(), 16);
        ::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&any), &size);
        port_ = ntohs(any.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~SmallServer() {
        ::shutdown(listener_.get(), SHUT_RDWR); // ends accept()
        thread_.join();
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

private:
    void serve() {
        while (true) {
            posix::Descriptor peer(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
            if (!peer) {
                return;
            }
            std::string request(65536, '\0');
            auto count = ::read(peer.get(), request.data(), request.size()); // they are small and come whole
            request.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
            static_cast<void>(
                posix::writeAll(peer, answer_(request), posix::Clock::now() + std::chrono::seconds(10)));
        }
    }

    Answer answer_;
    posix::Descriptor listener_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    int port_ = 0;
    std::thread thread_;
};

inline std::string okReply(const std::string& body, const std::string& headers = "", int status = 200) {
    return "HTTP/1.1 " + std::to_string(status) + " x\r\n" + headers +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

} // namespace seedbed::test
