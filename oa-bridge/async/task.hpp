// SPDX-License-Identifier: GPL-3.0-or-later
// Coroutine vocabulary: every I/O function returns Task<T>. One thread runs the io_context; blocking libraries
// run behind Blocking. Await into a variable, then test it (g++ 12.2 miscompiles the shapes of house-style C2).
#pragma once

#include <chrono>
#include <coroutine>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio.hpp>
#include <fmt/format.h>

#include "oa-bridge/base/error.hpp"

namespace seedbed {

namespace asio = boost::asio;
template <class T = void>
using Task = asio::awaitable<Result<T>>;
using Duration = std::chrono::steady_clock::duration;

// Suspends for `time`. Ends early, without an error, when the coroutine is cancelled.
asio::awaitable<void> pause(Duration time);

// What a task came to: its result, or what it threw.
template <class T>
struct Ending {
    std::optional<Result<T>> result;
    std::exception_ptr thrown;
};
template <class T>
asio::awaitable<Ending<T>> endingOf(Task<T> work) {
    Ending<T> ending;
    try {
        ending.result.emplace(co_await std::move(work));
    } catch (...) {
        ending.thrown = std::current_exception();
    }
    co_return ending;
}
// The same, kept where one of several contenders leaves it: a place that outlives the work.
template <class T>
asio::awaitable<void> keepEnding(Task<T> work, Ending<T>& place) {
    place = co_await endingOf<T>(std::move(work));
}
template <class T>
Result<T> resultOf(Ending<T> ending) { // throws what was thrown
    if (ending.thrown) {
        std::rethrow_exception(ending.thrown);
    }
    return std::move(*ending.result);
}

// All at once, until one of them is done; the others are cancelled and waited for. Which one it was, from 0. One that
// throws is not done: when all throw, what the first threw is thrown.
asio::awaitable<std::size_t> firstOf(std::vector<asio::awaitable<void>> contenders);
asio::awaitable<std::size_t> firstOf(asio::awaitable<void> one, asio::awaitable<void> other);
// Until `time` has passed; throws when cancelled.
asio::awaitable<void> passing(Duration time);

Error deadlinePassed(Duration time, std::string what);
// What was thrown, as an error of kind internal that names `what`.
Error threw(std::string id, std::string what, const std::exception_ptr& thrown);

// `work`, or the error DEADLINE (kind timeout) naming `what` if it is not done in `time`; the work is cancelled.
template <class T>
Task<T> within(Duration time, std::string what, Task<T> work) {
    Ending<T> ending;
    const auto first = co_await firstOf(keepEnding<T>(std::move(work), ending), passing(time));
    if (first == 1) {
        co_return fail(deadlinePassed(time, std::move(what)));
    }
    co_return resultOf<T>(std::move(ending));
}

// An event that coroutines wait for. Not a queue: notifyAll wakes those that wait now. I/O thread only.
class Event {
public:
    explicit Event(asio::any_io_executor executor);
    asio::awaitable<void> wait();               // until the next notifyAll, or cancellation
    asio::awaitable<bool> waitFor(Duration t);  // false when the time ran out first
    void notifyAll();

private:
    asio::steady_timer timer_;
};

// First come, first served access to one device. Keep the guard as long as the device must be yours.
class Turn {
public:
    explicit Turn(asio::any_io_executor executor);
    ~Turn();
    class Guard {
    public:
        Guard() = default;
        explicit Guard(std::shared_ptr<void> hold) : hold_(std::move(hold)) {}

    private:
        std::shared_ptr<void> hold_;
    };
    asio::awaitable<Guard> take();

private:
    struct State;
    std::shared_ptr<State> state_;
};

// Children that end before their parent does. spawn() starts one; an exception that leaves a child is logged
// as NURSERY-CHILD and cancels nothing else. cancel() asks all to end; join() waits until they have. When the one
// who joins is cancelled, so are the children, and join() throws after the last of them.
class Nursery {
public:
    explicit Nursery(asio::any_io_executor executor);
    ~Nursery(); // cancels; the children keep the shared state alive until they are done
    void spawn(std::string name, asio::awaitable<void> child);
    void cancel();
    asio::awaitable<void> join();
    std::size_t size() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace seedbed
