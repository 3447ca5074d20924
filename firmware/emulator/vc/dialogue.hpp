// SPDX-License-Identifier: GPL-3.0-or-later
// One user's talk with the CLI, apart from how the bytes travel. Text has CR LF line ends. I/O thread.
#pragma once

#include <string>

#include "firmware/emulator/vc/commands.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator::vc {

class Dialogue {
public:
    // `changed` wakes when something of the chassis changes.
    Dialogue(VirtualConnect& module, Event& changed) : module_(module), changed_(changed) {}
    std::string greeting() const;
    std::string prompt() const; // "->", or the question that waits for an answer
    asio::awaitable<std::string> answer(std::string line);
    bool asking() const { return !pending_.empty(); }
    bool ended() const { return ended_; }

private:
    asio::awaitable<Output> finish(PowerWait wait);
    asio::awaitable<bool> waitOff(PowerWait wait);

    VirtualConnect& module_;
    Event& changed_;
    std::string pending_; // the command that asked
    std::string question_;
    bool ended_ = false;
};

} // namespace seedbed::emulator::vc
