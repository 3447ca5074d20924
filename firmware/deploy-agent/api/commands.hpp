// SPDX-License-Identifier: GPL-3.0-or-later
// The commands of the agent and what became of them, in order, as Ironic's conductor asks for them
// (tripleo-deployment 10.4). One at a time; one that takes long runs beside. A command that fails is a
// result, not an error. Owned by the agent for one boot. Errors of run(): AGENT-NO-EXTENSION (kind notFound),
// AGENT-NO-COMMAND (invalid), AGENT-BUSY (conflict).
#pragma once

#include <string>
#include <vector>

#include "firmware/deploy-agent/api/scene.hpp"

namespace seedbed::deploy_agent {

class Commands {
public:
    explicit Commands(Scene scene) : scene_(std::move(scene)) {}
    // The id of the command. `params` is an object.
    Result<std::string> run(const std::string& name, const nlohmann::json& params);

    nlohmann::json list() const;                                         // all of them, as documents
    std::optional<nlohmann::json> document(const std::string& id) const; // none: there is no such command
    bool isRunning(const std::string& id) const { return job_ && records_.back().id == id; }

    int descriptor() const { return job_ ? job_->descriptor() : -1; } // of the running command
    bool collect();                                                   // takes its news; true when it ended
    void abandon(); // ends the running command: whoever gave it has gone
    Scene& scene() { return scene_; }

private:
    struct Record {
        std::string id;
        std::string name; // without the extension
        const char* status = "RUNNING";
        nlohmann::json error;
        nlohmann::json result;
    };
    static nlohmann::json shown(const Record& record);
    void settle(Record& record, const Result<nlohmann::json>& outcome);

    Scene scene_;
    std::vector<Record> records_;
    std::optional<Job> job_; // of the last record
};

} // namespace seedbed::deploy_agent
