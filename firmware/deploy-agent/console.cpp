// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/console.hpp"

#include <array>
#include <cstdio>
#include <string>

#include <poll.h>
#include <termios.h>

#include "oa-bridge/base/log.hpp"

namespace seedbed::deploy_agent {
namespace {

constexpr std::size_t kKept = 64u << 10;

} // namespace

void Console::say(std::string_view text) const {
    std::array<char, 48> head{};
    double seconds = std::chrono::duration<double>(posix::Clock::now() - start_).count();
    std::snprintf(head.data(), head.size(), "seedbed-agent [%8.3f] ", seconds);
    std::string line = head.data() + log::printable(text) + "\n";
    said_ += line;
    if (said_.size() > kKept) {
        said_.erase(0, said_.find('\n', said_.size() - kKept / 2) + 1);
    }
    // a console that does not take the line is no reason to stop
    [[maybe_unused]] auto written = ::write(STDOUT_FILENO, line.data(), line.size());
}

void Console::complain(const Error& error) const { say("ERROR " + toSentence(error)); }

bool Console::askedFor(char key, posix::Clock::time_point deadline) const {
    termios before{};
    bool terminal = ::tcgetattr(STDIN_FILENO, &before) == 0;
    termios raw = before;
    raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
    if (terminal) {
        ::tcsetattr(STDIN_FILENO, TCSANOW, &raw);
    }
    bool asked = false;
    while (!asked && posix::waitFor(STDIN_FILENO, POLLIN, deadline)) {
        char typed = 0;
        if (::read(STDIN_FILENO, &typed, 1) != 1) {
            break;
        }
        asked = typed == key;
    }
    if (terminal) {
        ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
    }
    return asked;
}

} // namespace seedbed::deploy_agent
