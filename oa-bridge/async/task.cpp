// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/async/task.hpp"

#include <algorithm>
#include <deque>
#include <list>

#include <boost/asio/experimental/parallel_group.hpp>

#include "oa-bridge/base/log.hpp"

namespace seedbed {

asio::awaitable<void> pause(Duration time) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(time);
    [[maybe_unused]] auto [code] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<void> passing(Duration time) {
    asio::steady_timer timer(co_await asio::this_coro::executor);
    timer.expires_after(time);
    co_await timer.async_wait(asio::use_awaitable);
}

// One instance for all: what Asio's operator || makes of each pair of types takes the compiler seconds.
asio::awaitable<std::size_t> firstOf(std::vector<asio::awaitable<void>> contenders) {
    const auto executor = co_await asio::this_coro::executor;
    using Operation = decltype(asio::co_spawn(executor, std::move(contenders.front()), asio::deferred));
    std::vector<Operation> operations;
    operations.reserve(contenders.size());
    for (auto& contender : contenders) {
        operations.push_back(asio::co_spawn(executor, std::move(contender), asio::deferred));
    }
    auto group = asio::experimental::make_parallel_group(std::move(operations));
    auto [order, thrown] = co_await group.async_wait(asio::experimental::wait_for_one_success(), asio::use_awaitable);
    for (const std::size_t index : order) {
        if (!thrown[index]) {
            co_return index;
        }
    }
    std::rethrow_exception(thrown[order.front()]);
}

asio::awaitable<std::size_t> firstOf(asio::awaitable<void> one, asio::awaitable<void> other) {
    std::vector<asio::awaitable<void>> both;
    both.push_back(std::move(one));
    both.push_back(std::move(other));
    const auto first = co_await firstOf(std::move(both));
    co_return first;
}

Error deadlinePassed(Duration time, std::string what) {
    return {.kind = ErrorKind::timeout,
            .id = "DEADLINE",
            .object = std::move(what),
            .attempted = "finish",
            .cause = fmt::format("no result within {} s", std::chrono::duration<double>(time).count()),
            .action = "check that the peer is alive and reachable, then retry"};
}

Error threw(std::string id, std::string what, const std::exception_ptr& thrown) {
    Error error{.kind = ErrorKind::internal, .id = std::move(id), .object = std::move(what), .attempted = "run it"};
    try {
        std::rethrow_exception(thrown);
    } catch (const std::exception& exception) {
        error.cause = exception.what();
    } catch (...) {
        error.cause = "an exception of unknown type";
    }
    error.action = "report this as a defect";
    return error;
}

Event::Event(asio::any_io_executor executor) : timer_(std::move(executor)) {
    timer_.expires_at(std::chrono::steady_clock::time_point::max());
}

asio::awaitable<void> Event::wait() {
    [[maybe_unused]] auto [code] = co_await timer_.async_wait(asio::as_tuple(asio::use_awaitable));
}

asio::awaitable<bool> Event::waitFor(Duration t) {
    const auto first = co_await firstOf(wait(), pause(t));
    co_return first == 0;
}

void Event::notifyAll() { timer_.cancel(); }

struct Turn::State : std::enable_shared_from_this<Turn::State> {
    explicit State(asio::any_io_executor e) : executor(std::move(e)) {}
    asio::any_io_executor executor;
    bool taken = false;
    std::deque<std::shared_ptr<Event>> waiting;

    Guard handOut() {
        taken = true;
        return Guard(std::shared_ptr<void>(this, [self = shared_from_this()](void*) { self->giveBack(); }));
    }
    void giveBack() {
        taken = false;
        if (!waiting.empty()) {
            waiting.front()->notifyAll();
        }
    }
};

Turn::Turn(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
Turn::~Turn() = default;

asio::awaitable<Turn::Guard> Turn::take() {
    auto state = state_;
    if (state->taken || !state->waiting.empty()) {
        auto mine = std::make_shared<Event>(state->executor);
        state->waiting.push_back(mine);
        auto cancelled = co_await asio::this_coro::cancellation_state;
        while (state->taken || state->waiting.front() != mine) {
            co_await mine->wait();
            if (cancelled.cancelled() != asio::cancellation_type::none) {
                break;
            }
        }
        std::erase(state->waiting, mine);
        if (cancelled.cancelled() != asio::cancellation_type::none) {
            if (!state->taken) {
                state->giveBack(); // it may have been our turn: let the next one go
            }
            throw boost::system::system_error(asio::error::operation_aborted);
        }
    }
    co_return state->handOut();
}

struct Nursery::State {
    explicit State(asio::any_io_executor e) : executor(e), changed(e) {}
    struct Child {
        asio::cancellation_signal stop;
    };
    asio::any_io_executor executor;
    Event changed;
    std::list<std::shared_ptr<Child>> children;
    bool cancelling = false;
};

namespace {

bool isCancellation(const std::exception_ptr& thrown) {
    try {
        std::rethrow_exception(thrown);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

void reportChild(const std::string& name, const std::exception_ptr& thrown) {
    if (!thrown || isCancellation(thrown)) {
        return;
    }
    log::error(threw("NURSERY-CHILD", name, thrown));
}

} // namespace

Nursery::Nursery(asio::any_io_executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
Nursery::~Nursery() { cancel(); }

void Nursery::spawn(std::string name, asio::awaitable<void> child) {
    auto entry = std::make_shared<State::Child>();
    state_->children.push_back(entry);
    auto ended = [state = state_, entry, name = std::move(name)](const std::exception_ptr& thrown) {
        reportChild(name, thrown);
        state->children.remove(entry);
        state->changed.notifyAll();
    };
    asio::co_spawn(state_->executor, std::move(child), asio::bind_cancellation_slot(entry->stop.slot(), ended));
}

// On the executor, and only to children that are there by then: a signal that reaches a coroutine after its end
// would touch what it waited for.
void Nursery::cancel() {
    asio::dispatch(state_->executor, [state = state_] {
        auto children = state->children; // a child that ends at once changes the list
        for (const auto& child : children) {
            bool there = std::find(state->children.begin(), state->children.end(), child) != state->children.end();
            if (there) {
                child->stop.emit(asio::cancellation_type::terminal);
            }
        }
    });
}

asio::awaitable<void> Nursery::join() {
    auto state = state_;
    const bool throwing = co_await asio::this_coro::throw_if_cancelled();
    co_await asio::this_coro::throw_if_cancelled(false);
    auto mine = co_await asio::this_coro::cancellation_state;
    bool told = false;
    while (!state->children.empty()) {
        if (!told && mine.cancelled() != asio::cancellation_type::none) {
            told = true;
            cancel();
        } else {
            co_await state->changed.wait();
        }
    }
    co_await asio::this_coro::throw_if_cancelled(throwing);
    co_await pause(Duration::zero()); // throws when the caller was cancelled
}

std::size_t Nursery::size() const { return state_->children.size(); }

} // namespace seedbed
