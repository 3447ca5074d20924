// SPDX-License-Identifier: GPL-3.0-or-later
// A file descriptor with an owner, deadlines for poll(), and errno as an Error. For the programs on the metal
// (deploy agent, node agents): blocking POSIX calls, one thread. Errors carry the id that the caller gives.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <unistd.h>

#include "oa-bridge/base/error.hpp"

namespace seedbed::posix {

using Clock = std::chrono::steady_clock;

class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor() { reset(); }
    int get() const { return number_; }
    explicit operator bool() const { return number_ >= 0; }
    void reset() {
        if (number_ >= 0) {
            ::close(std::exchange(number_, -1));
        }
    }

private:
    int number_ = -1;
};

// The error of the system call that has just failed (errno).
Error systemError(std::string id, std::string object, std::string attempted);

// Milliseconds left for poll(), 0 when the deadline has passed.
int millisecondsUntil(Clock::time_point deadline);
// True when `descriptor` has one of `events`, false at the deadline.
bool waitFor(int descriptor, short events, Clock::time_point deadline);

// Writes all of `text`, also to a socket whose buffer is full for a while. Errors POSIX-WRITE, POSIX-TIMEOUT.
Result<> writeAll(const Descriptor& descriptor, std::string_view text, Clock::time_point deadline);
// Reads until end of file or `limit` bytes (error POSIX-TOO-LARGE). Errors POSIX-READ, POSIX-TIMEOUT.
Result<std::string> readToEnd(const Descriptor& descriptor, std::size_t limit, Clock::time_point deadline);

} // namespace seedbed::posix
