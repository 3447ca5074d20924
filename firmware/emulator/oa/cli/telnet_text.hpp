// SPDX-License-Identifier: GPL-3.0-or-later
// The telnet protocol as far as a login needs it: takes the option bytes out of what arrives and says what to answer.
// Pure; one a connection. Source: RFC 854, 857, 858.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace seedbed::emulator::oacli {

class TelnetText {
public:
    // We echo and suppress go-ahead.
    static std::string opening() { return "\xff\xfb\x01\xff\xfb\x03"; }
    // The keys among the bytes. What has to be answered is added to reply(): refusals of everything asked for.
    std::string keys(std::string_view bytes);
    std::string takeReply() { return std::exchange(reply_, {}); }

private:
    enum class State { text, command, option, sub, subCommand, afterReturn } state_ = State::text;
    char verb_ = 0;
    std::string reply_;
};

} // namespace seedbed::emulator::oacli
