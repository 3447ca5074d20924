// SPDX-License-Identifier: GPL-3.0-or-later
// One step of a run: observe -> act -> verify. A step is safe to repeat; the runner journals its intent before it
// acts. Steps are made by appliance/deploy from a plan, owned by the runner, used on the I/O thread.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "appliance/journal/journal.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed {

struct StepSpec {
    std::string stage; // of design.md section 5
    std::string name;  // unique within a run and bay
    BayNumber bay = 0; // 0: the chassis as a whole
    Duration deadline = std::chrono::minutes(5);
    Duration stall = std::chrono::minutes(1); // without a sign of life the step has failed
};

// The runner's side of a running step.
class StepContext {
public:
    using Recorder = std::function<Result<>(EventRecord)>;
    StepContext(std::int64_t run, BayNumber bay, Recorder recorder)
        : run_(run), bay_(bay), recorder_(std::move(recorder)), lastSign_(Clock::now()) {}

    void alive() { lastSign_ = Clock::now(); }
    // Journals and publishes what was seen; a sign of life. `time` as ISO text when the witness has its own clock.
    Result<> note(const std::string& type, const std::string& text, const std::string& data = {},
                  const std::string& time = {});
    // The same for another bay, by steps that act on several.
    Result<> noteFor(BayNumber bay, const std::string& type, const std::string& text, const std::string& data = {});
    // Journals an outside effect; to be called, and to succeed, before the effect.
    Result<> effect(const std::string& text) { return note("effect", text); }
    std::chrono::steady_clock::time_point lastSign() const { return lastSign_; }
    std::int64_t run() const { return run_; }

private:
    using Clock = std::chrono::steady_clock;
    std::int64_t run_;
    BayNumber bay_;
    Recorder recorder_;
    Clock::time_point lastSign_;
};

class Step {
public:
    explicit Step(StepSpec spec) : spec_(std::move(spec)) {}
    virtual ~Step() = default;
    const StepSpec& spec() const { return spec_; }
    virtual Task<bool> observe(StepContext& context) = 0; // true: the goal is there already, nothing to do
    virtual Task<> act(StepContext& context) = 0;
    virtual Task<> verify(StepContext& context) = 0; // independent of what act() believes

private:
    StepSpec spec_;
};

} // namespace seedbed
