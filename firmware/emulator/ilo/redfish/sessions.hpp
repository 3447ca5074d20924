// SPDX-License-Identifier: GPL-3.0-or-later
// The open Redfish sessions of one iLO. I/O thread only; one an iLO, gone when it restarts.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>

namespace seedbed::emulator::redfish {

class Sessions {
public:
    using Clock = std::chrono::steady_clock;
    struct Session {
        std::string id; // of the login and hexadecimal digits
        std::string token;
        std::string user;
        Clock::time_point used;
    };

    explicit Sessions(std::size_t limit = 13) : limit_(limit) {}
    const Session* open(const std::string& user, Clock::time_point now); // null: there are too many
    const Session* use(const std::string& token, Clock::time_point now); // null: there is none
    const Session* find(const std::string& id) const;
    bool close(const std::string& id) { return sessions_.erase(id) != 0; }
    void closeAll() { sessions_.clear(); }
    void expire(std::chrono::minutes idle, Clock::time_point now); // zero: never
    const std::map<std::string, Session>& all() const { return sessions_; }

private:
    std::size_t limit_;
    std::map<std::string, Session> sessions_; // by id
};

} // namespace seedbed::emulator::redfish
