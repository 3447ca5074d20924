// SPDX-License-Identifier: GPL-3.0-or-later
// One user's talk with the Virtual Connect CLI. I/O thread.
#pragma once

#include <string>

#include "firmware/emulator/ssh/talk.hpp"
#include "firmware/emulator/vc/commands.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator::vc {

class Dialogue : public Talk {
public:
    // `changed` wakes when something of the chassis changes.
    Dialogue(VirtualConnect& module, Event& changed, Session session = {});
    std::string greeting() const override;
    std::string prompt() const override; // "->", or the question that waits for an answer
    asio::awaitable<std::string> answer(std::string line) override;
    asio::awaitable<std::string> execute(std::string command) override; // a question is answered "no"
    bool asking() const { return !pending_.empty(); }
    bool ended() const override { return ended_; }

private:
    asio::awaitable<Output> done(std::string line);
    asio::awaitable<Output> finish(PowerWait wait);
    asio::awaitable<bool> waitOff(PowerWait wait);

    VirtualConnect& module_;
    Event& changed_;
    Session session_;
    std::string pending_; // the command that asked
    std::string question_;
    bool ended_ = false;
};

} // namespace seedbed::emulator::vc
