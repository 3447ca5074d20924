// SPDX-License-Identifier: GPL-3.0-or-later
// Slows down whoever guesses passwords: after `limit` failures within a minute the same user from the same
// address is refused unheard until the minute is over. Pure: the caller gives the time.
#pragma once

#include <chrono>
#include <map>
#include <string>

namespace seedbed::seed {

class Throttle {
public:
    using Time = std::chrono::system_clock::time_point;
    explicit Throttle(unsigned limit) : limit_(limit) {}
    bool allows(const std::string& who, Time now);
    void failed(const std::string& who, Time now);
    void succeeded(const std::string& who) { failures_.erase(who); }

private:
    struct Failures {
        unsigned count = 0;
        Time since;
    };
    void forgetOld(Time now);

    unsigned limit_;
    std::map<std::string, Failures> failures_;
};

} // namespace seedbed::seed
