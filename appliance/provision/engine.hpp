// SPDX-License-Identifier: GPL-3.0-or-later
// The embedded engine as a process: seedbed-seed on the appliance. It is started once, outlives a crash of the
// daemon and is found again by its pid file; stop() ends it. Errors ENGINE-*.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "oa-bridge/async/task.hpp"

namespace seedbed {

struct EngineSpec {
    std::filesystem::path program; // seedbed-seed
    std::filesystem::path state;   // its state directory; pid file and log stand beside it
    std::vector<std::string> arguments;
};

class EngineProcess {
public:
    explicit EngineProcess(EngineSpec spec) : spec_(std::move(spec)) {}
    bool running() const;   // the recorded process lives and is ours
    Task<> start();         // starts it and records its pid; the caller waits until it answers
    Task<> stop();          // SIGTERM, then SIGKILL; no error when it is not there
    std::filesystem::path logFile() const { return spec_.state.string() + ".log"; }

private:
    std::filesystem::path pidFile() const { return spec_.state.string() + ".pid"; }
    std::optional<int> recordedPid() const;
    EngineSpec spec_;
};

} // namespace seedbed
