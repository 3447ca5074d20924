// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/posix/descriptor.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <poll.h>

namespace seedbed::posix {
namespace {

Error late(std::string attempted) {
    return {.kind = ErrorKind::timeout,
            .id = "POSIX-TIMEOUT",
            .attempted = std::move(attempted),
            .cause = "no progress before the deadline",
            .action = "check that the peer is alive"};
}

bool again() { return errno == EINTR || errno == EAGAIN; }

} // namespace

Error systemError(std::string id, std::string object, std::string attempted) {
    int number = errno;
    return {.kind = number == ENOENT ? ErrorKind::notFound : ErrorKind::internal,
            .id = std::move(id),
            .object = std::move(object),
            .attempted = std::move(attempted),
            .cause = std::strerror(number), // NOLINT(concurrency-mt-unsafe): one thread
            .action = "see the cause"};
}

int millisecondsUntil(Clock::time_point deadline) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
    return static_cast<int>(std::clamp<long long>(left, 0, 1 << 30));
}

bool waitFor(int descriptor, short events, Clock::time_point deadline) {
    pollfd item{descriptor, events, 0};
    while (true) {
        int count = ::poll(&item, 1, millisecondsUntil(deadline));
        if (count > 0) {
            return true;
        }
        if (count == 0 || errno != EINTR) {
            return false;
        }
    }
}

Result<> writeAll(const Descriptor& descriptor, std::string_view text, Clock::time_point deadline) {
    while (!text.empty()) {
        if (!waitFor(descriptor.get(), POLLOUT, deadline)) {
            return fail(late("write"));
        }
        auto count = ::write(descriptor.get(), text.data(), text.size());
        if (count < 0 && !again()) {
            return fail(systemError("POSIX-WRITE", "", "write"));
        }
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return {};
}

Result<std::string> readToEnd(const Descriptor& descriptor, std::size_t limit, Clock::time_point deadline) {
    std::string text;
    std::array<char, 16384> block{};
    while (true) {
        if (!waitFor(descriptor.get(), POLLIN, deadline)) {
            return fail(late("read"));
        }
        auto count = ::read(descriptor.get(), block.data(), block.size());
        if (count == 0) {
            return text;
        }
        if (count < 0 && !again()) {
            return fail(systemError("POSIX-READ", "", "read"));
        }
        text.append(block.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (text.size() > limit) {
            return fail({.kind = ErrorKind::nonsense,
                         .id = "POSIX-TOO-LARGE",
                         .attempted = "read",
                         .cause = "more than " + std::to_string(limit) + " bytes came",
                         .action = "check what the peer sends"});
        }
    }
}

} // namespace seedbed::posix
