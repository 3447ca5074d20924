// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/posix/http.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace seedbed::posix {
namespace {

constexpr std::size_t kReplyLimit = 16u << 20;
constexpr std::size_t kHeadLimit = 16u << 10;

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

Error streamError(std::string id, ErrorKind kind, std::string cause) {
    return {.kind = kind,
            .id = std::move(id),
            .object = "body",
            .attempted = "read it",
            .cause = std::move(cause),
            .action = "check the server and the network between"};
}

// One read; 0 at the end.
Result<std::size_t> readSome(const Descriptor& socket, std::span<char> into, Clock::time_point deadline) {
    while (true) {
        if (!waitFor(socket.get(), POLLIN, deadline)) {
            return fail(streamError("HTTP-TIMEOUT", ErrorKind::timeout, "nothing came before the deadline"));
        }
        auto count = ::read(socket.get(), into.data(), into.size());
        if (count >= 0) {
            return static_cast<std::size_t>(count);
        }
        if (errno != EINTR && errno != EAGAIN) {
            return fail(
                streamError("HTTP-CUT", ErrorKind::unreachable, std::strerror(errno))); // NOLINT: one thread
        }
    }
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

Result<HttpStream> HttpStream::open(const HttpMessage& message, std::uint64_t from,
                                    Clock::time_point deadline) {
    auto url = Url::parse(message.url);
    if (!url) {
        return fail(url.error());
    }
    auto asked = message;
    if (from > 0) {
        asked.headers["Range"] = "bytes=" + std::to_string(from) + "-";
    }
    auto socket = connectTo(*url, deadline);
    if (!socket) {
        return fail(socket.error());
    }
    auto sent = writeAll(*socket, requestText(asked, *url), deadline);
    if (!sent) {
        return fail(sent.error().withContext("send to " + url->authority()));
    }
    HttpStream stream(std::move(*socket));
    auto head = stream.readHead(deadline);
    auto taken = head ? stream.takeHead(*head, message.url) : fail(head.error());
    if (!taken) {
        return fail(taken.error().withContext("answer of " + url->authority()));
    }
    return stream;
}

Result<std::string> HttpStream::readHead(Clock::time_point deadline) {
    std::array<char, 4096> block{};
    std::string text;
    while (text.size() < kHeadLimit) {
        auto count = readSome(socket_, block, deadline);
        if (!count) {
            return fail(count.error());
        }
        text.append(block.data(), *count);
        auto end = text.find("\r\n\r\n");
        if (end != std::string::npos) {
            ahead_ = text.substr(end + 4);
            return text.substr(0, end + 2);
        }
        if (*count == 0) {
            break;
        }
    }
    return fail(streamError("HTTP-NONSENSE", ErrorKind::nonsense, "no head of an HTTP reply came"));
}

Result<> HttpStream::takeHead(std::string_view head, const std::string& url) {
    auto reply = parseReply(std::string(head.substr(0, head.find("\r\n"))) + "\r\n\r\n");
    if (!reply) {
        return fail(reply.error());
    }
    if (reply->status != 200 && reply->status != 206) {
        return fail({.kind = reply->status == 404 ? ErrorKind::notFound : ErrorKind::refused,
                     .id = "HTTP-STATUS",
                     .object = url,
                     .attempted = "fetch it",
                     .cause = "status " + std::to_string(reply->status),
                     .action = "check that the server has it for this address"});
    }
    if (!headerOf(head, "Transfer-Encoding").empty()) {
        return fail(streamError("HTTP-NONSENSE", ErrorKind::unsupported, "the body comes in chunks"));
    }
    whole_ = reply->status == 200;
    encoding_ = std::string(headerOf(head, "Content-Encoding"));
    auto text = headerOf(head, "Content-Length");
    std::uint64_t length = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), length).ec == std::errc{}) {
        left_ = length;
    }
    return {};
}

Result<std::size_t> HttpStream::read(std::span<char> into, Clock::time_point deadline) {
    if (left_) {
        into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), *left_)));
    }
    if (into.empty()) {
        return 0;
    }
    std::size_t count = std::min(into.size(), ahead_.size());
    if (count > 0) {
        std::copy_n(ahead_.begin(), count, into.begin());
        ahead_.erase(0, count);
    } else {
        auto got = readSome(socket_, into, deadline);
        if (!got) {
            return got;
        }
        count = *got;
    }
    if (left_ && count == 0) {
        return fail(streamError("HTTP-CUT", ErrorKind::unreachable, "the connection ended early"));
    }
    if (left_) {
        *left_ -= count;
    }
    return count;
}

} // namespace seedbed::posix
