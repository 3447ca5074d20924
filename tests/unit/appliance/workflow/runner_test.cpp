// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <filesystem>

#include <fmt/format.h>

#include "appliance/api/error_json.hpp"
#include "appliance/workflow/runner.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed {
namespace {

using namespace std::chrono_literals;

// The world the steps change, and what they did to it.
struct World {
    std::map<std::string, bool> reached;
    std::vector<std::string> acted;
    std::map<std::string, Error> failures;    // act() of the step fails
    std::map<std::string, int> crashes;       // the daemon dies after the step's effect, that many times
    std::function<void()> die;
    std::map<std::string, bool> throws;       // act() of the step throws
    std::map<std::string, bool> silent;       // act() never shows a sign of life
};

class FakeStep : public Step {
public:
    FakeStep(World& world, std::string name, BayNumber bay, Duration stall = 10s)
        : Step({.stage = "test", .name = name, .bay = bay, .deadline = 10s, .stall = stall}), world_(world),
          key_(fmt::format("{}{}", name, bay)) {}
    Task<bool> observe(StepContext&) override { co_return world_.reached[key_]; }
    Task<> act(StepContext& context) override {
        auto noted = context.effect(key_);
        if (!noted) {
            co_return noted;
        }
        if (world_.silent[key_]) {
            co_await pause(1h);
        }
        if (world_.throws[key_]) {
            throw std::runtime_error("type must be string");
        }
        if (auto failure = world_.failures.find(key_); failure != world_.failures.end()) {
            co_return fail(failure->second);
        }
        world_.acted.push_back(key_);
        world_.reached[key_] = true;
        if (world_.crashes[key_]-- > 0) {
            world_.die();
            co_await pause(1h);
        }
        co_return Result<>();
    }
    Task<> verify(StepContext&) override {
        if (!world_.reached[key_]) {
            co_return fail({.kind = ErrorKind::nonsense, .id = "NOT-REACHED"});
        }
        co_return Result<>();
    }

private:
    World& world_;
    std::string key_;
};

class RunnerTest : public testing::Test {
protected:
    RunnerTest() { journal_ = std::move(*Journal::open(file_)); }
    ~RunnerTest() override {
        journal_.reset();
        for (const char* suffix : {"", "-wal", "-shm"}) {
            std::filesystem::remove(file_.string() + suffix);
        }
    }
    RunSteps steps(Duration stall = 10s) {
        RunSteps list;
        list.before.push_back(std::make_unique<FakeStep>(world_, "partition", 0));
        for (BayNumber bay : {1, 2}) {
            list.bays[bay].push_back(std::make_unique<FakeStep>(world_, "register", bay));
            list.bays[bay].push_back(std::make_unique<FakeStep>(world_, "deploy", bay, stall));
        }
        list.after.push_back(std::make_unique<FakeStep>(world_, "report", 0));
        return list;
    }
    // One life of the daemon; no value when it died on the way.
    std::optional<RunEnd> live(std::int64_t id, Duration stall = 10s, bool aborted = false) {
        asio::io_context io;
        EventBus bus(io.get_executor());
        Runner runner(io.get_executor(), *journal_, bus);
        auto list = steps(stall);
        std::optional<RunEnd> end;
        Nursery daemon(io.get_executor());
        world_.die = [&] { asio::post(io, [&daemon] { daemon.cancel(); }); };
        daemon.spawn("run", test::keepResult(end, runner.run(id, list, aborted)));
        io.run();
        return end;
    }
    RunEnd run(std::int64_t id, Duration stall = 10s) { return live(id, stall).value_or(RunEnd{}); }

    std::filesystem::path file_ = std::filesystem::temp_directory_path() / ("journal-" + newUuid());
    std::unique_ptr<Journal> journal_;
    World world_;
};

TEST_F(RunnerTest, runsEachStepOnceAndRecordsIt) {
    auto id = journal_->startRun("hash", "{}");
    auto end = run(*id);
    EXPECT_EQ(end.state, "succeeded");
    EXPECT_EQ(world_.acted.size(), 6u);
    EXPECT_EQ(world_.acted.front(), "partition0");
    EXPECT_EQ(world_.acted.back(), "report0");
    EXPECT_EQ(journal_->run(*id)->state, "succeeded");
    const auto records = *journal_->steps(*id);
    for (const StepRecord& step : records) {
        EXPECT_EQ(step.state, "done") << step.step;
        EXPECT_EQ(step.attempts, 1) << step.step;
    }
}

TEST_F(RunnerTest, aBayThatFailsLeavesTheOthersAlone) {
    world_.failures["deploy1"] = {.kind = ErrorKind::stalled, .id = "PXE-NO-DHCP", .object = "bay1"};
    auto id = journal_->startRun("hash", "{}");
    auto end = run(*id);
    EXPECT_EQ(end.state, "partial");
    ASSERT_EQ(end.errors.size(), 1u);
    EXPECT_EQ(end.errors[0].id, "PXE-NO-DHCP");
    EXPECT_TRUE(world_.reached["deploy2"]);
    EXPECT_TRUE(world_.reached["report0"]);
    EXPECT_NE(journal_->run(*id)->error.find("PXE-NO-DHCP"), std::string::npos);
}

TEST_F(RunnerTest, aSilentStepIsCalledStalled) { // E-08
    world_.silent["deploy1"] = true;
    auto id = journal_->startRun("hash", "{}");
    auto end = run(*id, 20ms);
    ASSERT_EQ(end.errors.size(), 1u);
    EXPECT_EQ(end.errors[0].id, "STEP-STALLED");
    EXPECT_EQ(end.errors[0].object, "bay1");
}

// E-03: cut off at each step in turn, the second life reaches the same end, and no effect happens twice.
TEST_F(RunnerTest, goesOnAfterACrashAtAnyStep) {
    for (const char* victim : {"partition0", "register1", "deploy1", "deploy2", "report0"}) {
        world_ = World{};
        world_.crashes[victim] = 1;
        auto id = journal_->startRun("hash", "{}");
        EXPECT_FALSE(live(*id).has_value()) << victim;
        ASSERT_TRUE(journal_->activeRun()->has_value()) << victim;
        auto end = run(*id);
        EXPECT_EQ(end.state, "succeeded") << victim;
        EXPECT_EQ(world_.acted.size(), 6u) << victim;
        EXPECT_FALSE(journal_->activeRun()->has_value());
    }
}

// E-03: after a restart what is done is looked at again, and made good where it is gone.
TEST_F(RunnerTest, aDoneStepIsObservedAgain) {
    auto id = journal_->startRun("hash", "{}");
    ASSERT_TRUE(journal_->startStep(*id, "test", "partition", 0).has_value());
    ASSERT_TRUE(journal_->endStep(*id, "partition", 0, "done", "").has_value());
    auto end = run(*id); // the world does not hold what the journal calls done
    EXPECT_EQ(end.state, "succeeded");
    EXPECT_EQ(world_.acted.front(), "partition0");
}

TEST_F(RunnerTest, aBayThatFailedBeforeTheRestartStaysFailed) {
    const Error silent{.kind = ErrorKind::stalled, .id = "PXE-NO-DHCP", .object = "bay1"};
    auto id = journal_->startRun("hash", "{}");
    ASSERT_TRUE(journal_->startStep(*id, "test", "deploy", 1).has_value());
    ASSERT_TRUE(journal_->endStep(*id, "deploy", 1, "failed", errorJson(silent)).has_value());
    auto end = run(*id);
    EXPECT_EQ(end.state, "partial");
    ASSERT_EQ(end.errors.size(), 1u);
    EXPECT_EQ(end.errors[0].id, "PXE-NO-DHCP");
    EXPECT_EQ(end.errors[0].kind, ErrorKind::stalled);
    EXPECT_FALSE(world_.reached["deploy1"]);
    EXPECT_TRUE(world_.reached["deploy2"]);
}

// What a step throws is that step's error: the run ends, and says so.
TEST_F(RunnerTest, aStepThatThrowsHasFailed) {
    for (const char* victim : {"partition0", "deploy1", "report0"}) {
        world_ = World{};
        world_.throws[victim] = true;
        auto id = journal_->startRun("hash", "{}");
        auto end = run(*id);
        EXPECT_EQ(end.state, std::string(victim) == "deploy1" ? "partial" : "failed");
        ASSERT_EQ(end.errors.size(), 1u) << victim;
        EXPECT_EQ(end.errors[0].id, "STEP-THREW");
        EXPECT_EQ(end.errors[0].cause, "type must be string");
        EXPECT_EQ(journal_->run(*id)->state, end.state);
    }
}

TEST_F(RunnerTest, anAbortedRunStaysAbortedAfterARestart) { // E-07
    world_.crashes["deploy1"] = 1;
    auto id = journal_->startRun("hash", "{}");
    EXPECT_FALSE(live(*id).has_value());
    ASSERT_TRUE(journal_->abortRun(*id).has_value());
    EXPECT_EQ(journal_->run(*id)->state, "aborting");
    const auto before = world_.acted;
    auto end = live(*id, 10s, true);
    ASSERT_TRUE(end.has_value());
    EXPECT_EQ(end->state, "aborted");
    EXPECT_EQ(world_.acted, before);
    const auto records = *journal_->steps(*id);
    for (const StepRecord& step : records) {
        EXPECT_NE(step.state, "running") << step.step << step.bay;
    }
}

asio::awaitable<RunEnd> abortSoon(Runner& runner, std::int64_t id, RunSteps& list) {
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, 20ms);
    timer.async_wait([&runner](const boost::system::error_code&) { runner.abort(); });
    auto end = co_await runner.run(id, list);
    co_return end;
}

TEST_F(RunnerTest, canBeAborted) { // E-07, C-02
    for (const char* victim : {"deploy1", "partition0"}) { // also in steps of the whole chassis
        world_ = World{};
        world_.silent[victim] = true;
        auto id = journal_->startRun("hash", "{}");
        asio::io_context io;
        EventBus bus(io.get_executor());
        Runner runner(io.get_executor(), *journal_, bus);
        auto list = steps();
        auto end = test::runOn(io, abortSoon(runner, *id, list));
        EXPECT_EQ(end.state, "aborted") << victim;
        EXPECT_EQ(journal_->run(*id)->state, "aborted");
    }
}

} // namespace
} // namespace seedbed
