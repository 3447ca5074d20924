// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/notice.hpp"

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

namespace seedbed::deploy_agent {
namespace {

using namespace std::chrono_literals;

void tell(const Console& console, std::uint64_t written) {
    console.say(std::to_string(written >> 20) + " MiB written so far");
}

} // namespace

Result<Notice> Notice::open() {
    posix::Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    int on = 1;
    ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_port = htons(10000);
    if (::bind(listener.get(), reinterpret_cast<sockaddr*>(&any), sizeof any) != 0 ||
        ::listen(listener.get(), 4) != 0) {
        return fail(posix::systemError("AGENT-NOTICE", "port 10000", "listen"));
    }
    return Notice(std::move(listener));
}

Result<> Notice::wait(const Console& console, const Disk& disk, posix::Clock::time_point deadline) {
    std::uint64_t told = bytesWritten(disk);
    while (!posix::waitFor(listener_.get(), POLLIN, std::min(deadline, posix::Clock::now() + 2s))) {
        if (posix::Clock::now() >= deadline) {
            return fail({.kind = ErrorKind::timeout,
                         .id = "AGENT-NOTICE",
                         .object = "conductor",
                         .attempted = "wait for notice of complete",
                         .cause = "it did not come",
                         .action = "look at the conductor's log"});
        }
        auto written = bytesWritten(disk);
        if (written != told) {
            tell(console, told = written);
        }
    }
    posix::Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    auto text = posix::readToEnd(connection, 4096, posix::Clock::now() + 30s);
    console.say("notice of complete: \"" + text.value_or("") + "\"");
    return {};
}

} // namespace seedbed::deploy_agent
