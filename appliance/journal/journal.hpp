// SPDX-License-Identifier: GPL-3.0-or-later
// The append-only record of runs, steps, attempts, effects and events: one SQLite file in WAL mode, synchronous
// FULL, so that an intent is durable before its effect. The only SQL of the appliance. Calls are short (a write is
// one fsync) and made on the I/O thread. At most one run is active. Errors JOURNAL-OPEN, JOURNAL-IO,
// JOURNAL-DAMAGED, JOURNAL-VERSION, RUN-UNKNOWN.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/error.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed {

constexpr std::int64_t kByHand = 0; // run number of the events that belong to no run: somebody switched a blade

struct RunRecord {
    std::int64_t id = 0;
    std::string state; // running, aborting, succeeded, partial, failed, aborted
    std::string planHash;
    std::string plan;  // JSON
    std::string started, ended;
    std::string error; // JSON, empty if none
    bool active() const { return state == "running" || state == "aborting"; }
};

struct StepRecord {
    std::int64_t run = 0;
    std::string step; // "deploy"
    BayNumber bay = 0;
    std::string stage;
    std::string state; // running, done, failed
    int attempts = 0;
    std::string started, ended;
    std::string error; // JSON
};

struct EventRecord {
    std::int64_t sequence = 0;
    std::int64_t run = 0;
    BayNumber bay = 0;
    std::string time;
    std::string type; // "step", "effect", or a node history type such as "dhcp"
    std::string text;
    std::string data; // JSON object
};

class Journal {
public:
    static Result<std::unique_ptr<Journal>> open(const std::filesystem::path& file);
    ~Journal();

    Result<std::int64_t> startRun(const std::string& planHash, const std::string& plan);
    Result<> abortRun(std::int64_t run); // the wish: a running run is aborting from now on
    // Its steps still running have failed with it.
    Result<> endRun(std::int64_t run, const std::string& state, const std::string& error);
    Result<RunRecord> run(std::int64_t id);
    Result<std::vector<RunRecord>> runs(); // newest first, without plans
    Result<std::optional<RunRecord>> activeRun();

    // A step's intent: durable when this returns. Counts the attempt.
    Result<> startStep(std::int64_t run, const std::string& stage, const std::string& step, BayNumber bay);
    Result<> endStep(std::int64_t run, const std::string& step, BayNumber bay, const std::string& state,
                     const std::string& error);
    Result<std::vector<StepRecord>> steps(std::int64_t run);

    // Sequence number of the event. Used for outside effects too: type "effect", written before the effect.
    Result<std::int64_t> record(const EventRecord& event);
    Result<std::vector<EventRecord>> events(std::int64_t run, std::int64_t after, int limit);

private:
    struct State;
    explicit Journal(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace seedbed
