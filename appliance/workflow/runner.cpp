// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/workflow/runner.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/api/error_json.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {

Result<> StepContext::note(const std::string& type, const std::string& text, const std::string& data,
                           const std::string& time) {
    alive();
    return recorder_({.run = run_, .bay = bay_, .time = time, .type = type, .text = text, .data = data});
}

Result<> StepContext::noteFor(BayNumber bay, const std::string& type, const std::string& text,
                              const std::string& data) {
    alive();
    return recorder_({.run = run_, .bay = bay, .type = type, .text = text, .data = data});
}

namespace {

asio::awaitable<void> untilStalled(StepContext& context, Duration stall) {
    while (true) {
        auto left = context.lastSign() + stall - std::chrono::steady_clock::now();
        if (left <= Duration::zero()) {
            co_return;
        }
        co_await pause(left);
    }
}

std::string stepObject(const Step& step) {
    return step.spec().bay == 0 ? "chassis" : fmt::format("bay{}", step.spec().bay);
}

Error stalled(const Step& step) {
    return {.kind = ErrorKind::stalled,
            .id = "STEP-STALLED",
            .object = stepObject(step),
            .attempted = step.spec().name,
            .cause = fmt::format("no sign of life for {} s", std::chrono::duration<double>(step.spec().stall).count()),
            .action = "look at the console and the last event of that bay, then retry"};
}

Error notReached(const Step& step) {
    return {.kind = ErrorKind::aborted,
            .id = "RUN-ABORTED",
            .object = stepObject(step),
            .attempted = step.spec().name,
            .cause = "the run was aborted",
            .action = "the engine ends what it has begun; start a new run when ready"};
}

Error notEnded(BayNumber bay) {
    return {.kind = ErrorKind::internal,
            .id = "RUN-BAY-LOST",
            .object = fmt::format("bay{}", bay),
            .attempted = "run its steps",
            .cause = "they ended without a result",
            .action = "report this as a defect, with the daemon's log"};
}

Error storedError(const StepRecord& record) {
    auto json = parseJson(record.error, "the error of step " + record.step);
    return json ? errorFromJson(*json) : json.error();
}

} // namespace

Result<> Runner::record(EventRecord event) {
    auto sequence = journal_.record(event);
    bus_.published();
    if (!sequence) {
        return fail(sequence.error());
    }
    return {};
}

void Runner::abort() {
    aborted_ = true;
    abortCalled_.notifyAll();
}

asio::awaitable<void> Runner::untilAborted() {
    while (!aborted_) { // the wait also ends when the daemon stops; the next one throws then
        co_await abortCalled_.wait();
    }
}

// observe -> act -> verify.
Task<> Runner::attempt(Step& step, StepContext& context) {
    auto there = co_await step.observe(context);
    if (!there) {
        co_return fail(there.error());
    }
    if (*there) {
        co_return context.note("step", step.spec().name + ": already there");
    }
    auto acted = co_await step.act(context);
    if (!acted) {
        co_return fail(acted.error());
    }
    auto verified = co_await step.verify(context);
    co_return verified;
}

// Cut off when the step shows no sign of life, passes its deadline, or the run is aborted.
Task<> Runner::guarded(Step& step, StepContext& context) {
    Ending<void> ending;
    std::vector<asio::awaitable<void>> contenders;
    contenders.push_back(keepEnding<void>(within(step.spec().deadline, step.spec().name, attempt(step, context)), ending));
    contenders.push_back(untilStalled(context, step.spec().stall));
    contenders.push_back(untilAborted());
    const auto first = co_await firstOf(std::move(contenders));
    if (first != 0) {
        co_return fail(first == 1 ? stalled(step) : notReached(step));
    }
    co_return resultOf<void>(std::move(ending));
}

asio::awaitable<Result<>> Runner::runStep(std::int64_t run, Step& step) {
    const StepSpec& spec = step.spec();
    auto begun = journal_.startStep(run, spec.stage, spec.name, spec.bay);
    if (!begun) {
        co_return begun;
    }
    StepContext context(run, spec.bay, [this](EventRecord event) { return record(std::move(event)); });
    auto noted = context.note("step", spec.name + ": begun");
    if (!noted) {
        co_return noted;
    }
    auto ending = co_await endingOf<void>(guarded(step, context));
    auto mine = co_await asio::this_coro::cancellation_state;
    if (ending.thrown && mine.cancelled() != asio::cancellation_type::none) {
        // the daemon stops: the journal still says running, and the next start goes on from there
        std::rethrow_exception(ending.thrown);
    }
    Result<> outcome = ending.thrown ? fail(threw("STEP-THREW", stepObject(step), ending.thrown)) : *ending.result;
    auto ended = journal_.endStep(run, spec.name, spec.bay, outcome ? "done" : "failed",
                                  outcome ? std::string() : errorJson(outcome.error()));
    auto last = context.note("step", fmt::format("{}: {}", spec.name, outcome ? "done" : toSentence(outcome.error())),
                             outcome ? std::string() : errorJson(outcome.error()));
    if (!outcome) {
        log::error(outcome.error(), {{"RUN", std::to_string(run)}, {"BAY", std::to_string(spec.bay)}, {"STEP", spec.name}});
        co_return outcome;
    }
    co_return ended ? last : ended;
}

asio::awaitable<Result<>> Runner::runChain(std::int64_t run, StepList& steps) {
    auto known = journal_.steps(run);
    if (!known) {
        co_return fail(known.error());
    }
    for (auto& step : steps) {
        auto failed = std::find_if(known->begin(), known->end(), [&step](const StepRecord& record) {
            return record.step == step->spec().name && record.bay == step->spec().bay && record.state == "failed";
        });
        if (failed != known->end()) { // before a restart
            co_return fail(storedError(*failed));
        }
        if (aborted_) {
            co_return fail(notReached(*step));
        }
        auto outcome = co_await runStep(run, *step);
        if (!outcome) {
            co_return outcome;
        }
    }
    co_return Result<>();
}

asio::awaitable<void> Runner::runBay(std::int64_t run, StepList& steps, Result<>& outcome) {
    outcome = co_await runChain(run, steps);
}

asio::awaitable<RunEnd> Runner::runAll(std::int64_t run, RunSteps& steps) {
    RunEnd end;
    end.state = "succeeded";
    auto before = co_await runChain(run, steps.before);
    if (!before) {
        end.errors.push_back(before.error());
        end.state = "failed";
        co_return end;
    }
    std::map<BayNumber, Result<>> outcomes;
    Nursery bays(executor_);
    co_await asio::this_coro::throw_if_cancelled(false); // from the first child on, until all have ended
    for (auto& [bay, chain] : steps.bays) {
        auto& outcome = outcomes.emplace(bay, fail(notEnded(bay))).first->second;
        bays.spawn(fmt::format("bay{}", bay), runBay(run, chain, outcome));
    }
    co_await bays.join();
    co_await asio::this_coro::throw_if_cancelled(true);
    for (const auto& [bay, outcome] : outcomes) {
        if (!outcome) {
            end.errors.push_back(outcome.error());
        }
    }
    if (!end.errors.empty()) {
        end.state = end.errors.size() < outcomes.size() ? "partial" : "failed";
    }
    auto after = co_await runChain(run, steps.after);
    if (!after) {
        end.errors.push_back(after.error());
        end.state = "failed";
    }
    co_return end;
}

asio::awaitable<RunEnd> Runner::run(std::int64_t run, RunSteps& steps, bool aborted) {
    aborted_ = aborted;
    auto end = co_await runAll(run, steps);
    if (aborted_) {
        end.state = "aborted";
    }
    const auto error = end.errors.empty() ? std::string() : errorJson(end.errors.front());
    auto ended = journal_.endRun(run, end.state, error);
    while (!ended) { // a full disk, perhaps; those who follow the run are told by unwritten()
        log::error(ended.error(), {{"RUN", std::to_string(run)}});
        unwritten_ = ended.error();
        bus_.published();
        co_await pause(std::chrono::seconds(5));
        ended = journal_.endRun(run, end.state, error);
    }
    unwritten_.reset();
    nlohmann::json data{{"state", end.state}};
    EventRecord last{.run = run, .type = "run", .text = end.state, .data = data.dump()};
    auto recorded = record(last);
    if (!recorded) {
        log::error(recorded.error());
    }
    co_return end;
}

} // namespace seedbed
