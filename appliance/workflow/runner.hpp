// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the steps of one run: first those of the chassis, one after the other, then each bay's chain, all bays at
// once, then the closing ones. A bay that fails stops; the others go on. The same call resumes a run after a restart:
// every step is observed again, and acts only where its goal is not there; a chain that failed stays failed. What a
// step throws is its error STEP-THREW. I/O thread only.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "appliance/events/bus.hpp"
#include "appliance/workflow/step.hpp"

namespace seedbed {

using StepList = std::vector<std::unique_ptr<Step>>;

struct RunSteps {
    StepList before;
    std::map<BayNumber, StepList> bays;
    StepList after; // run whatever became of the bays
};

struct RunEnd {
    std::string state; // succeeded, partial, failed, aborted
    std::vector<Error> errors;
};

class Runner {
public:
    Runner(asio::any_io_executor executor, Journal& journal, EventBus& bus)
        : executor_(executor), journal_(journal), bus_(bus), abortCalled_(executor) {}
    // Ends with the run's end journalled, or throws when cancelled. `steps` must outlive the call. `aborted`: the run
    // was aborting when the daemon ended.
    asio::awaitable<RunEnd> run(std::int64_t run, RunSteps& steps, bool aborted = false);
    // Why the end of the run cannot be journalled, while it cannot: it is tried again until it can.
    const std::optional<Error>& unwritten() const { return unwritten_; }
    void abort(); // the running steps end at once, the others are not begun; the run ends as aborted

private:
    asio::awaitable<RunEnd> runAll(std::int64_t run, RunSteps& steps);
    asio::awaitable<Result<>> runChain(std::int64_t run, StepList& steps);
    asio::awaitable<Result<>> runStep(std::int64_t run, Step& step);
    asio::awaitable<void> runBay(std::int64_t run, StepList& steps, Result<>& outcome);
    Task<> attempt(Step& step, StepContext& context);
    Task<> guarded(Step& step, StepContext& context);
    asio::awaitable<void> untilAborted();
    Result<> record(EventRecord event);

    asio::any_io_executor executor_;
    Journal& journal_;
    EventBus& bus_;
    bool aborted_ = false;
    std::optional<Error> unwritten_;
    Event abortCalled_;
};

} // namespace seedbed
