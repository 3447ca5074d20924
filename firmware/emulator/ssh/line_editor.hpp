// SPDX-License-Identifier: GPL-3.0-or-later
// What a terminal's keys become: echo and whole lines. Pure; one a shell.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace seedbed::emulator::ssh {

class LineEditor {
public:
    explicit LineEditor(bool echo) : echo_(echo) {}
    // The keys typed; returns what to show of them. Enter is CR, LF or both; backspace, ^C (starts the line
    // anew) and ^D (leaves when the line is empty) work, escape sequences are swallowed.
    std::string type(std::string_view keys);
    std::optional<std::string> nextLine(); // in the order they were entered
    bool left() const { return left_; }

private:
    std::string typeOne(char key);
    bool inEscape(char key);

    bool echo_;
    bool afterReturn_ = false;
    bool left_ = false;
    enum class Escape { no, begun, sequence } escape_ = Escape::no;
    std::string line_;
    std::deque<std::string> lines_;
};

} // namespace seedbed::emulator::ssh
