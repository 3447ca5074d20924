// SPDX-License-Identifier: GPL-3.0-or-later
// A command that takes long, in a process of its own: the agent answers meanwhile, and a command that dies
// takes nothing with it. What it tells and what it comes to arrive through a pipe. Made by Commands; one
// thread. Errors AGENT-JOB, and those of the work.
#pragma once

#include <functional>
#include <optional>

#include <nlohmann/json.hpp>

#include "firmware/posix/descriptor.hpp"

namespace seedbed::deploy_agent {

class Job {
public:
    using Tell = std::function<void(const nlohmann::json&)>;
    using Work = std::function<Result<nlohmann::json>(const Tell&)>;
    static Result<Job> start(const Work& work);
    Job(Job&&) noexcept = default;
    Job& operator=(Job&&) = delete;
    ~Job(); // ends the process when it still runs

    int descriptor() const { return pipe_.get(); } // readable when there is news
    // Takes what has come: the newest thing told, and at the end the outcome.
    void take();
    const std::optional<nlohmann::json>& told() const { return told_; }
    const std::optional<Result<nlohmann::json>>& outcome() const { return outcome_; }

private:
    Job(posix::Descriptor pipe, int process) : pipe_(std::move(pipe)), process_(process) {}
    void takeLine(const std::string& line);
    void end();

    posix::Descriptor pipe_; // not there after a move, nor after the end
    int process_;
    std::string text_;
    std::optional<nlohmann::json> told_;
    std::optional<Result<nlohmann::json>> outcome_;
};

} // namespace seedbed::deploy_agent
