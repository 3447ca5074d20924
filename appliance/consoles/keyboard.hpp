// SPDX-License-Identifier: GPL-3.0-or-later
// Typing at a console. EscapeReader is the side of who types: what goes to the console, and the escapes of ipmitool and
// ssh that do not. Keyboard is the side of the daemon: one hand at a time. Pure.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace seedbed::consoles {

// At the beginning of a line: "~." ends, "~?" asks for help, "~~" is one "~".
struct Typed {
    std::string bytes; // for the console
    bool help = false;
    bool end = false; // what was typed behind it is dropped
};
class EscapeReader {
public:
    Typed take(std::string_view bytes);

private:
    bool lineStart_ = true;
    bool tilde_ = false; // seen, and waiting for what follows
};

// Whose the keyboard of one console is. A hand is a name its owner chose; it keeps the keyboard for kHandHolds after
// each use, so that one that vanished does not hold it for ever.
constexpr std::chrono::seconds kHandHolds{30};
class Keyboard {
public:
    using Clock = std::chrono::steady_clock;
    bool take(std::string_view hand, Clock::time_point now); // false: it is another's
    void release(std::string_view hand);

private:
    std::string hand_;
    Clock::time_point until_;
};

} // namespace seedbed::consoles
