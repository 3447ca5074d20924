// SPDX-License-Identifier: GPL-3.0-or-later
// What the engineer sees on the blade's console: one line a step, "seedbed-agent [  1.234] text".
#pragma once

#include <string>
#include <string_view>

#include "firmware/posix/descriptor.hpp"

namespace seedbed::deploy_agent {

class Console {
public:
    void say(std::string_view text) const;
    void complain(const Error& error) const;
    const std::string& said() const { return said_; } // the last of it, for whoever collects logs
    // Asks for a key; true when `key` came before the deadline.
    bool askedFor(char key, posix::Clock::time_point deadline) const;

private:
    mutable std::string said_; // what was said changes nothing
    posix::Clock::time_point start_ = posix::Clock::now();
};

} // namespace seedbed::deploy_agent
