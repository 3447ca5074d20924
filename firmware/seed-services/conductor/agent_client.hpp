// SPDX-License-Identifier: GPL-3.0-or-later
// The agent of one node's ramdisk, as the conductor commands it over HTTP (deployment reference, 10.4). Made
// by a deployment, lives as long as the ramdisk. I/O thread. Errors AGENT-UNREACHABLE (transient),
// AGENT-REFUSED, AGENT-NONSENSE; a command that failed is the error that the agent tells.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::seed {

struct AgentCommand {
    std::string id;
    bool running = false;
    nlohmann::json result; // while it runs, what it tells of itself; may be null
};

class AgentClient {
public:
    AgentClient(std::string url, Secret token) : url_(std::move(url)), token_(std::move(token)) {}
    // Sends a command. A short one has ended when this returns, a long one is followed by its id.
    Task<AgentCommand> send(std::string name, nlohmann::json params) const;
    Task<AgentCommand> follow(std::string id) const;
    // The newest deploy step of that name that runs or has succeeded; an empty id: there is none.
    Task<AgentCommand> stepAtWork(std::string step) const;
    Task<nlohmann::json> status() const; // version and serial number
    const std::string& url() const { return url_; }

private:
    Task<nlohmann::json> ask(std::string method, std::string path, std::string body) const;

    std::string url_; // http://address:port
    Secret token_;
};

} // namespace seedbed::seed
