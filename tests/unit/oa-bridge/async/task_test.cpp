// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "oa-bridge/async/blocking.hpp"
#include "oa-bridge/async/task.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;

Task<int> never(Event& event) {
    co_await event.wait();
    co_return 1;
}

TEST(Within, endsWorkThatIsLateAndNamesIt) {
    asio::io_context io;
    Event event(io.get_executor());
    auto result = test::runOn(io, within(5ms, "the answer", never(event)));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().id, "DEADLINE");
    EXPECT_EQ(result.error().object, "the answer");
}

asio::awaitable<void> throwsAfter(Duration time) {
    co_await pause(time);
    throw std::runtime_error("broken");
}

asio::awaitable<void> endsLate(bool& ended) {
    co_await pause(1h);
    ended = true; // it was cancelled, and puts things away
}

TEST(FirstOf, theOthersAreCancelledAndWaitedFor) {
    asio::io_context io;
    bool ended = false;
    EXPECT_EQ(test::runOn(io, firstOf(endsLate(ended), pause(1ms))), 1U);
    EXPECT_TRUE(ended);
}

TEST(FirstOf, oneThatThrowsIsNotDone) {
    asio::io_context io;
    EXPECT_EQ(test::runOn(io, firstOf(throwsAfter(0ms), pause(2ms))), 1U);
    EXPECT_THROW(test::runOn(io, firstOf(throwsAfter(0ms), throwsAfter(1ms))), std::runtime_error);
}

asio::awaitable<void> race(bool& one, bool& other) {
    std::vector<asio::awaitable<void>> contenders;
    contenders.push_back(endsLate(one));
    contenders.push_back(passing(1h));
    contenders.push_back(endsLate(other));
    [[maybe_unused]] const auto first = co_await firstOf(std::move(contenders));
}

asio::awaitable<bool> cancelledRace(bool& one, bool& other) {
    Nursery nursery(co_await asio::this_coro::executor);
    nursery.spawn("race", race(one, other));
    co_await pause(1ms);
    nursery.cancel();
    co_await nursery.join();
    co_return true;
}

TEST(FirstOf, aCancellationReachesAll) {
    asio::io_context io;
    bool one = false, other = false;
    EXPECT_TRUE(test::runOn(io, cancelledRace(one, other)));
    EXPECT_TRUE(one && other);
}

Task<int> throwing() {
    co_await pause(1ms);
    throw std::runtime_error("broken");
}

TEST(Within, whatTheWorkThrowsIsThrown) {
    asio::io_context io;
    EXPECT_THROW((void)test::runOn(io, within(1h, "the answer", throwing())), std::runtime_error);
}

asio::awaitable<void> worker(Turn& turn, std::vector<int>& order, int id) {
    auto guard = co_await turn.take();
    order.push_back(id);
    co_await pause(1ms);
    order.push_back(id);
}

asio::awaitable<bool> threeWorkers(Turn& turn, std::vector<int>& order) {
    Nursery nursery(co_await asio::this_coro::executor);
    for (int id : {1, 2, 3}) {
        nursery.spawn("worker", worker(turn, order, id));
    }
    co_await nursery.join();
    co_return true;
}

TEST(Turn, isHandedOutInOrderAndToOneAtATime) {
    asio::io_context io;
    Turn turn(io.get_executor());
    std::vector<int> order;
    EXPECT_TRUE(test::runOn(io, threeWorkers(turn, order)));
    EXPECT_EQ(order, (std::vector<int>{1, 1, 2, 2, 3, 3}));
}

asio::awaitable<bool> cancelledWaiter(Turn& turn, std::vector<int>& order) {
    auto executor = co_await asio::this_coro::executor;
    auto guard = std::make_unique<Turn::Guard>(co_await turn.take());
    Nursery impatient(executor);
    impatient.spawn("impatient", worker(turn, order, 1));
    Nursery patient(executor);
    patient.spawn("patient", worker(turn, order, 2));
    co_await pause(1ms);
    impatient.cancel();
    co_await impatient.join();
    guard.reset();
    co_await patient.join();
    co_return true;
}

TEST(Turn, aCancelledWaiterDoesNotBlockTheNext) {
    asio::io_context io;
    Turn turn(io.get_executor());
    std::vector<int> order;
    EXPECT_TRUE(test::runOn(io, cancelledWaiter(turn, order)));
    EXPECT_EQ(order, (std::vector<int>{2, 2}));
}

asio::awaitable<void> parent(std::vector<int>& order) {
    Nursery children(co_await asio::this_coro::executor);
    children.spawn("child", [](std::vector<int>& seen) -> asio::awaitable<void> {
        co_await pause(1h);
        seen.push_back(1); // it was cancelled, and may still put things away
    }(order));
    co_await children.join();
    order.push_back(3); // not reached
}

asio::awaitable<bool> cancelledParent(std::vector<int>& order) {
    Nursery nursery(co_await asio::this_coro::executor);
    nursery.spawn("parent", parent(order));
    co_await pause(1ms);
    nursery.cancel();
    co_await nursery.join();
    order.push_back(2);
    co_return true;
}

TEST(Nursery, aCancelledJoinTakesTheChildrenAlong) {
    asio::io_context io;
    std::vector<int> order;
    EXPECT_TRUE(test::runOn(io, cancelledParent(order)));
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

// The cancellation is there before the first child is.
asio::awaitable<void> lateParent(asio::cancellation_signal& own, std::vector<int>& order) {
    Nursery children(co_await asio::this_coro::executor);
    co_await asio::this_coro::throw_if_cancelled(false);
    own.emit(asio::cancellation_type::terminal);
    children.spawn("child", [](std::vector<int>& seen) -> asio::awaitable<void> {
        co_await pause(1h);
        seen.push_back(1);
    }(order));
    co_await children.join();
    order.push_back(2);
}

TEST(Nursery, aCancellationBeforeTheJoinIsNotLost) {
    asio::io_context io;
    std::vector<int> order;
    asio::cancellation_signal own;
    asio::co_spawn(io, lateParent(own, order), asio::bind_cancellation_slot(own.slot(), [](const std::exception_ptr&) {}));
    io.run();
    EXPECT_EQ(order, (std::vector<int>{1, 2}));
}

TEST(Blocking, bringsBackValuesAndTurnsExceptionsIntoErrors) {
    asio::io_context io;
    Blocking blocking(io.get_executor(), 2);
    std::function<Result<int>()> good = [] { return Result<int>(42); };
    std::function<Result<int>()> bad = []() -> Result<int> { throw std::runtime_error("broken"); };
    EXPECT_EQ(*test::runOn(io, blocking.run<int>(good)), 42);
    EXPECT_EQ(test::runOn(io, blocking.run<int>(bad)).error().id, "BLOCKING-THREW");
}

} // namespace
} // namespace seedbed
