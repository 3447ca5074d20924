// SPDX-License-Identifier: GPL-3.0-or-later
// Who is logged in at the OA: 16-character keys, a limited number of them, each forgotten when idle. The
// caller gives the time. I/O thread only.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace seedbed::emulator {

class Sessions {
public:
    using Clock = std::chrono::steady_clock;
    struct Limits {
        std::size_t count = 32;
        Clock::duration idle = std::chrono::minutes(30);
    };
    Sessions() = default;
    explicit Sessions(Limits limits) : limits_(limits) {}

    // A new key, or none if as many are logged in as may be.
    std::optional<std::string> open(Clock::time_point now);
    // Is the key good? Using it keeps it alive.
    bool use(const std::string& key, Clock::time_point now);
    void close(const std::string& key) { lastUse_.erase(key); }
    std::size_t size() const { return lastUse_.size(); }

private:
    void expire(Clock::time_point now);
    Limits limits_;
    std::map<std::string, Clock::time_point> lastUse_;
};

} // namespace seedbed::emulator
