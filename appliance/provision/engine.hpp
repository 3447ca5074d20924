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
    std::filesystem::path state;   // its state directory; its lock names its pid, its log stands beside it
    std::vector<std::string> arguments;
};

class EngineProcess {
public:
    explicit EngineProcess(EngineSpec spec) : spec_(std::move(spec)) {}
    const EngineSpec& spec() const { return spec_; }
    bool running() const;   // the holder of the state directory lives and is our program
    // The arguments it was last started with; no value if it never was.
    std::optional<std::vector<std::string>> lastArguments() const;
    Task<> start(std::vector<std::string> arguments); // the caller waits until it answers
    Task<> stop();          // SIGTERM, then SIGKILL; no error when it is not there
    std::filesystem::path logFile() const { return spec_.state.string() + ".log"; }

private:
    std::filesystem::path argumentsFile() const { return spec_.state.string() + ".arguments"; }
    EngineSpec spec_;
};

} // namespace seedbed
