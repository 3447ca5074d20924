// SPDX-License-Identifier: GPL-3.0-or-later
// Runs one coroutine to its end on an io_context of its own and returns its result; what it throws reaches the test.
#pragma once

#include <exception>
#include <optional>

#include "oa-bridge/async/task.hpp"

namespace seedbed::test {

template <class T>
asio::awaitable<void> keepResult(std::optional<T>& result, asio::awaitable<T> work) {
    result.emplace(co_await std::move(work)); // T need not be default constructible
}

template <class T>
T runOn(asio::io_context& io, asio::awaitable<T> work) {
    std::optional<T> result;
    std::exception_ptr thrown;
    asio::co_spawn(io, keepResult(result, std::move(work)), [&](std::exception_ptr error) {
        thrown = error;
        io.stop();
    });
    io.run();
    io.restart();
    if (thrown) {
        std::rethrow_exception(thrown);
    }
    return std::move(*result);
}

} // namespace seedbed::test
