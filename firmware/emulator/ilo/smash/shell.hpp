// SPDX-License-Identifier: GPL-3.0-or-later
// The iLO's command line: SMASH CLP as far as scripts use it, the older power verbs, and the virtual serial
// port. One a channel; I/O thread only.
#pragma once

#include "firmware/emulator/ilo/account/login.hpp"
#include "firmware/emulator/ssh/talk.hpp"

namespace seedbed::emulator {

class SmashShell : public Talk {
public:
    SmashShell(Chassis& chassis, BayNumber bay, IloUser user, std::string peer);
    ~SmashShell() override;
    SmashShell(const SmashShell&) = delete;
    SmashShell& operator=(const SmashShell&) = delete;

    std::string greeting() const override;
    std::string prompt() const override;
    asio::awaitable<std::string> answer(std::string line) override;
    bool ended() const override { return ended_ || !chassis_.iloIsUp(bay_); }
    asio::awaitable<std::string> execute(std::string command) override;
    void attach(Show show) override { show_ = std::move(show); }
    bool takesKeys() const override { return listener_ != 0; }
    std::string keys(std::string_view typed) override;

    // What one line comes to; the pure heart of answer().
    std::string perform(std::string_view line);

private:
    friend struct Verbs;
    std::string openSerialPort();
    void closeSerialPort();

    Chassis& chassis_;
    BayNumber bay_;
    IloUser user_;
    std::string peer_;
    std::string target_ = "/"; // where "cd" has gone
    bool ended_ = false;
    Show show_;
    int listener_ = 0;    // of the blade's console, 0: not attached
    bool escape_ = false; // ESC was typed, "(" ends
};

} // namespace seedbed::emulator
