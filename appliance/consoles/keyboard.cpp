// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/consoles/keyboard.hpp"

#include <utility>

namespace seedbed::consoles {

Typed EscapeReader::take(std::string_view bytes) {
    Typed typed;
    for (char c : bytes) {
        if (std::exchange(tilde_, false)) {
            if (c == '.') {
                typed.end = true;
                return typed;
            }
            if (c == '?') {
                typed.help = true;
                continue; // still at the beginning of the line
            }
            typed.bytes += '~';
            if (c == '~') {
                lineStart_ = false;
                continue;
            }
        } else if (lineStart_ && c == '~') {
            tilde_ = true;
            continue;
        }
        typed.bytes += c;
        lineStart_ = c == '\r' || c == '\n';
    }
    return typed;
}

bool Keyboard::take(std::string_view hand, Clock::time_point now) {
    if (hand_ != hand && !hand_.empty() && now < until_) {
        return false;
    }
    hand_ = hand;
    until_ = now + kHandHolds;
    return true;
}

void Keyboard::release(std::string_view hand) {
    if (hand_ == hand) {
        hand_.clear();
    }
}

} // namespace seedbed::consoles
