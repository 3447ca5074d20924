// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/provision/engine.hpp"

#include <cerrno>
#include <cstring>

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <fmt/format.h>

#include "oa-bridge/base/state_lock.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/process.hpp"

namespace seedbed {
namespace {

// A pid may have been given to somebody else since: its command line must name our program and state directory.
bool isOurs(int pid, const EngineSpec& spec) {
    auto commandLine = readFile(fmt::format("/proc/{}/cmdline", pid), 65536);
    if (!commandLine) {
        return false;
    }
    return commandLine->find(spec.program.filename().string()) != std::string::npos &&
           commandLine->find(spec.state.string()) != std::string::npos;
}

Task<> untilGone(int pidfd) {
    asio::posix::stream_descriptor ended(co_await asio::this_coro::executor, pidfd);
    auto [code] = co_await ended.async_wait(asio::posix::stream_descriptor::wait_read,
                                            asio::as_tuple(asio::use_awaitable));
    if (code) {
        co_return fail({.kind = ErrorKind::aborted, .id = "ENGINE-STOP", .cause = code.message()});
    }
    co_return Result<>();
}

} // namespace

bool EngineProcess::running() const {
    auto pid = StateLock::holder(spec_.state);
    return pid && isOurs(*pid, spec_);
}

Task<> EngineProcess::start() {
    ProcessSpec child({spec_.program.string()});
    child.argv.insert(child.argv.end(), spec_.arguments.begin(), spec_.arguments.end());
    child.logFile = logFile();
    child.newSession = true;
    auto process = Process::start(co_await asio::this_coro::executor, std::move(child));
    if (!process) {
        co_return fail(process.error());
    }
    while (process->running() && !running()) { // it holds its state directory a moment after its start
        co_await pause(std::chrono::milliseconds(5));
    }
    process->release();
    co_return Result<>();
}

Task<> EngineProcess::stop() {
    auto pid = StateLock::holder(spec_.state);
    if (!pid || !isOurs(*pid, spec_)) {
        co_return Result<>();
    }
    for (int signal : {SIGTERM, SIGKILL}) {
        int pidfd = static_cast<int>(::syscall(SYS_pidfd_open, *pid, 0));
        if (pidfd < 0) {
            break; // gone
        }
        ::kill(*pid, signal);
        auto gone = co_await within(std::chrono::seconds(10), "the engine ends", untilGone(pidfd));
        if (gone) {
            break;
        }
    }
    co_return Result<>();
}

} // namespace seedbed
