// SPDX-License-Identifier: GPL-3.0-or-later
// Wakes those who follow a run. The events themselves are in the journal; a reader asks for all after the last
// sequence number it has seen, and waits here when there are none. A slow reader so loses nothing and holds
// nothing up. I/O thread only.
#pragma once

#include "oa-bridge/async/task.hpp"

namespace seedbed {

class EventBus {
public:
    explicit EventBus(asio::any_io_executor executor) : event_(std::move(executor)) {}
    void published() { event_.notifyAll(); }
    asio::awaitable<bool> waitFor(Duration time) { return event_.waitFor(time); } // false: nothing new

private:
    Event event_;
};

} // namespace seedbed
