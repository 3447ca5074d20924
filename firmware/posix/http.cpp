// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/posix/http.hpp"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace seedbed::posix {
namespace {

constexpr std::size_t kReplyLimit = 16u << 20;

Error unreachable(const Url& url, int number) {
    return {.kind = ErrorKind::unreachable,
            .id = "HTTP-UNREACHABLE",
            .object = url.authority(),
            .attempted = "connect",
            .cause = std::strerror(number), // NOLINT(concurrency-mt-unsafe): one thread
            .action = "check the route and that the service runs"};
}

Result<Descriptor> connectTo(const Url& url, Clock::time_point deadline) {
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    sockaddr_in peer{};
    peer.sin_family = AF_INET;
    peer.sin_port = htons(url.port);
    ::inet_pton(AF_INET, url.host.c_str(), &peer.sin_addr);
    if (::connect(socket.get(), reinterpret_cast<sockaddr*>(&peer), sizeof peer) != 0 && errno != EINPROGRESS) {
        return fail(unreachable(url, errno));
    }
    if (!waitFor(socket.get(), POLLOUT, deadline)) {
        return fail(unreachable(url, ETIMEDOUT));
    }
    int number = 0;
    socklen_t size = sizeof number;
    ::getsockopt(socket.get(), SOL_SOCKET, SO_ERROR, &number, &size);
    if (number != 0) {
        return fail(unreachable(url, number));
    }
    return socket;
}

} // namespace

Result<HttpReply> exchange(const HttpMessage& message, Clock::time_point deadline) {
    auto url = Url::parse(message.url);
    if (!url) {
        return fail(url.error());
    }
    auto socket = connectTo(*url, deadline);
    if (!socket) {
        return fail(socket.error());
    }
    auto sent = writeAll(*socket, requestText(message, *url), deadline);
    if (!sent) {
        return fail(sent.error().withContext("send to " + url->authority()));
    }
    auto text = readToEnd(*socket, kReplyLimit, deadline);
    if (!text) {
        return fail(text.error().withContext("answer of " + url->authority()));
    }
    return parseReply(*text);
}

} // namespace seedbed::posix
