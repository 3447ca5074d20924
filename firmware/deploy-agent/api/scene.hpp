// SPDX-License-Identifier: GPL-3.0-or-later
// What the agent's commands act on. Owned by Commands; a command that takes long sees a copy in its own
// process.
#pragma once

#include <memory>

#include <nlohmann/json.hpp>

#include "firmware/deploy-agent/api/job.hpp"
#include "firmware/deploy-agent/console.hpp"
#include "firmware/deploy-agent/disk_target.hpp"
#include "firmware/deploy-agent/image/root_disk.hpp"

namespace seedbed::deploy_agent {

enum class Afterwards { goOn, restart, powerOff };

struct Scene {
    const Console& console;
    DiskSearch search;
    nlohmann::json node = nlohmann::json::object(); // as lookup or the last command gave it
    nlohmann::json written;                         // what the last image left: "root uuid" and so on
    std::unique_ptr<DiskTarget> target;             // of iscsi.start_iscsi_target
    Afterwards afterwards = Afterwards::goOn;       // once the answer is out
};

// One command of the API: its name, whether it takes long, and what it does. `tell` is empty in short ones.
using CommandBody = Result<nlohmann::json> (*)(Scene& scene, const nlohmann::json& params,
                                               const Job::Tell& tell);
struct Command {
    const char* name; // extension.command
    bool takesLong;
    CommandBody run;
};

} // namespace seedbed::deploy_agent
