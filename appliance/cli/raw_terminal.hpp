// SPDX-License-Identifier: GPL-3.0-or-later
// Standard input as who types at a console needs it: a terminal is raw, every key arrives at once and nothing is echoed
// or made a signal, until this is destroyed. Reads through a descriptor of its own, so that the shell's stays as it was.
// A pipe or file is read as it is. I/O thread only.
#pragma once

#include <optional>

#include <termios.h>

#include "oa-bridge/async/task.hpp"

namespace seedbed::cli {

class RawTerminal {
public:
    static Result<RawTerminal> open(asio::any_io_executor executor); // CONSOLE-TERMINAL
    RawTerminal(RawTerminal&& other) noexcept;
    ~RawTerminal();

    bool isTerminal() const { return before_.has_value(); }
    // What was typed, none within `time`; no value at the end of the input.
    asio::awaitable<std::optional<std::string>> read(Duration time);

private:
    Task<std::string> typed();
    explicit RawTerminal(asio::posix::stream_descriptor input) : input_(std::move(input)) {}
    asio::posix::stream_descriptor input_;
    std::optional<termios> before_;
};

} // namespace seedbed::cli
