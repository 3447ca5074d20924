// SPDX-License-Identifier: GPL-3.0-or-later
// A Turn that a blocking call keeps until it has really ended. A coroutine that is cancelled goes on at once
// while its blocking call still talks to the device; both share one Hold, and the last of the two gives the
// turn back, on the I/O thread. Made by the device clients; the Blocking pool must end before the io_context
// does.
#pragma once

#include <memory>

#include "oa-bridge/async/task.hpp"

namespace seedbed {

class Hold {
public:
    Hold(asio::any_io_executor executor, Turn::Guard guard)
        : executor_(std::move(executor)), guard_(std::move(guard)) {}
    ~Hold() {
        asio::post(executor_, [guard = std::move(guard_)] {});
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

private:
    asio::any_io_executor executor_;
    Turn::Guard guard_;
};

inline asio::awaitable<std::shared_ptr<Hold>> hold(Turn& turn) {
    auto guard = co_await turn.take();
    auto executor = co_await asio::this_coro::executor;
    co_return std::make_shared<Hold>(std::move(executor), std::move(guard));
}

} // namespace seedbed
