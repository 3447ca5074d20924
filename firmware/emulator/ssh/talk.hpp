// SPDX-License-Identifier: GPL-3.0-or-later
// One user's talk with a command line, apart from how the bytes travel (SSH shell, SSH exec, telnet). Text has CR LF
// line ends on a terminal. Owned by the channel that carries it. I/O thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator {

class Talk {
public:
    virtual ~Talk() = default;
    virtual std::string greeting() const = 0;
    virtual std::string prompt() const = 0; // or the question that waits for an answer
    virtual asio::awaitable<std::string> answer(std::string line) = 0;
    virtual bool ended() const = 0;
    // All of what one exec request gets: the command is run, nobody is there to answer a question.
    virtual asio::awaitable<std::string> execute(std::string command) = 0;

    // A talk that has handed its terminal to something else (a serial console) takes keys instead of lines, until
    // keys() says that it is over; what it shows meanwhile comes through the Show given at the start.
    using Show = std::function<void(std::string)>;
    virtual void attach(Show) {}
    virtual bool takesKeys() const { return false; }
    virtual std::string keys(std::string_view) { return {}; } // what to show of them
};

struct TalkLogin {
    std::string user;
    std::string peer;
};
using MakeTalk = std::function<std::unique_ptr<Talk>(const TalkLogin&)>;
using CheckLogin = std::function<bool(const std::string& user, const std::string& password)>;

} // namespace seedbed::emulator
