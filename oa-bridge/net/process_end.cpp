// SPDX-License-Identifier: GPL-3.0-or-later
// Ending a process that is no child of ours, by its pidfd.
#include <cerrno>
#include <cstring>

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed {
namespace {

Task<> untilReadable(asio::posix::stream_descriptor& ended) {
    auto [code] =
        co_await ended.async_wait(asio::posix::stream_descriptor::wait_read, asio::as_tuple(asio::use_awaitable));
    if (code) {
        co_return fail({.kind = ErrorKind::aborted, .id = "PROCESS-WAIT", .cause = code.message()});
    }
    co_return Result<>();
}

} // namespace

bool runsWith(int pid, const std::string& program, const std::string& argument) {
    auto commandLine = readFile(fmt::format("/proc/{}/cmdline", pid), 65536);
    return commandLine && commandLine->find(program) != std::string::npos &&
           commandLine->find(argument) != std::string::npos;
}

Task<> endProcess(int pid, Duration grace) {
    const int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (pidfd < 0) {
        co_return Result<>(); // gone
    }
    asio::posix::stream_descriptor ended(co_await asio::this_coro::executor, pidfd);
    for (int signal : {SIGTERM, SIGKILL}) {
        ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0);
        auto gone = co_await within(grace, fmt::format("process {} ends", pid), untilReadable(ended));
        if (gone) {
            co_return gone;
        }
    }
    co_return fail({.kind = ErrorKind::stalled,
                    .id = "PROCESS-STAYS",
                    .object = fmt::format("process {}", pid),
                    .attempted = "end it",
                    .cause = "it does not end, not even by SIGKILL",
                    .action = "look at it by hand"});
}

} // namespace seedbed
