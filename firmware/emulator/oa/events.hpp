// SPDX-License-Identifier: GPL-3.0-or-later
// Event pipes of the OA: what subscribeForEvents opened, filled when the chassis changes, emptied by
// getAllEventsEx. A pipe nobody reads for 300 s is closed, a full one loses its oldest events. I/O thread
// only.
#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "firmware/emulator/oa/element.hpp"
#include "firmware/emulator/state/chassis.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::emulator {

class EventPipes {
public:
    using Clock = std::chrono::steady_clock;
    explicit EventPipes(asio::any_io_executor executor) : arrived_(std::move(executor)) {}

    std::optional<int> open(Clock::time_point now); // none when too many are open
    bool close(int pid) { return pipes_.erase(pid) > 0; }
    bool contains(int pid, Clock::time_point now);

    // Compares the blade with what was last seen of it and tells every pipe what is new.
    void bladeChanged(const Blade& blade);
    void unitsChanged(const Chassis& chassis); // fans and power supplies
    void raise(const std::string& event, const Element& payload);
    // All that has come since the last time, oldest first.
    std::vector<Element> take(int pid, Clock::time_point now);
    // Until the pipe holds something, `time` has passed or the pipe is closed.
    asio::awaitable<void> waitFor(int pid, Duration time);

private:
    struct Pipe {
        std::deque<Element> events;
        Clock::time_point used;
    };
    struct Seen {
        bool powered = false;
        bool inPost = false;
        bool uidLit = false;
        bool present = false;
    };
    struct Unit {
        bool present = false;
        bool good = false;
    };
    void expire(Clock::time_point now);
    void unitEvents(bool first, Unit before, Unit now, const std::string& head, const Element& payload);

    Event arrived_;
    std::map<int, Pipe> pipes_;
    std::map<BayNumber, Seen> seen_;
    std::vector<Unit> fans_, supplies_; // by bay, as last seen
    int nextPid_ = 1000;
};

Element eventInfo(const std::string& event, const std::vector<Element>& payload, int queueSize);

} // namespace seedbed::emulator
