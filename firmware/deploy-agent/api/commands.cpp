// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/api/commands.hpp"

#include <algorithm>

#include "firmware/deploy-agent/api/bootloader.hpp"
#include "firmware/deploy-agent/api/steps.hpp"
#include "firmware/deploy-agent/api/system_logs.hpp"
#include "firmware/deploy-agent/image/write_image.hpp"
#include "firmware/deploy-agent/random_uuid.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;

Result<Json> sync(Scene&, const Json&, const Job::Tell&) {
    ::sync();
    return Json();
}

Result<Json> powerOff(Scene& scene, const Json&, const Job::Tell&) {
    scene.afterwards = Afterwards::powerOff;
    return Json();
}

// Its old meaning: start what is on the disk.
Result<Json> runImage(Scene& scene, const Json&, const Job::Tell&) {
    scene.afterwards = Afterwards::restart;
    return Json();
}

Result<Json> getPartitionUuids(Scene& scene, const Json&, const Job::Tell&) {
    return scene.written.is_object() ? Json{{"root uuid", scene.written.value("root uuid", "")}}
                                     : Json::object();
}

// ironic-python-agent up to 7 had it; its parameters are iqn, portal_port, wipe_disk_metadata.
Result<Json> startIscsiTarget(Scene& scene, const Json& params, const Job::Tell&) {
    auto disk = findRootDisk(scene.search, scene.node);
    if (disk && params.contains("wipe_disk_metadata") && params["wipe_disk_metadata"] == true) {
        auto erased = eraseMetadata(*disk);
        disk = erased ? disk : fail(erased.error());
    }
    if (!disk) {
        return fail(disk.error());
    }
    auto given = params.find("iqn");
    auto iqn = given != params.end() && given->is_string() ? given->get<std::string>()
                                                           : "iqn-" + scene.node.value("uuid", "");
    scene.target = chooseTarget(scene.search.ground);
    auto started = scene.target->start(iqn, disk->path);
    return started ? Result<Json>(Json{{"iscsi_target_iqn", iqn}}) : fail(started.error());
}

constexpr Command kCommands[] = {
    {"deploy.get_deploy_steps", false, &getDeploySteps},
    {"deploy.execute_deploy_step", true, &executeDeployStep},
    {"clean.get_clean_steps", false, &getCleanSteps},
    {"clean.execute_clean_step", true, &executeCleanStep},
    {"standby.prepare_image", true, &prepareImage},
    {"standby.cache_image", true, &prepareImage},
    {"standby.get_partition_uuids", false, &getPartitionUuids},
    {"standby.sync", false, &sync},
    {"standby.run_image", false, &runImage},
    {"standby.power_off", false, &powerOff},
    {"iscsi.start_iscsi_target", false, &startIscsiTarget},
    {"image.install_bootloader", true, &installBootloader},
    {"log.collect_system_logs", false, &collectSystemLogs},
};

tl::unexpected<Error> noCommand(ErrorKind kind, std::string id, const std::string& name, std::string cause) {
    return fail({.kind = kind,
                 .id = std::move(id),
                 .object = "command " + name.substr(0, 80),
                 .attempted = "run it",
                 .cause = std::move(cause),
                 .action = "ask for one that the agent has, when it is idle"});
}

Result<const Command*> commandOf(const std::string& name) {
    const auto extension = name.substr(0, std::min(name.find('.'), name.size())) + ".";
    bool known = false;
    for (const auto& command : kCommands) {
        if (name == command.name) {
            return &command;
        }
        known = known || startsWith(command.name, extension);
    }
    if (name.find('.') == std::string::npos || known) {
        return noCommand(ErrorKind::invalid, "AGENT-NO-COMMAND", name, "there is no such command");
    }
    return noCommand(ErrorKind::notFound, "AGENT-NO-EXTENSION", name, "there is no such extension");
}

} // namespace

Result<std::string> Commands::run(const std::string& name, const Json& params) {
    auto command = commandOf(name);
    if (!command) {
        return fail(command.error());
    }
    if (job_) {
        return noCommand(ErrorKind::conflict, "AGENT-BUSY", name, "agent is busy");
    }
    scene_.console.say("command " + name);
    Record record;
    record.id = randomUuid();
    record.name = name.substr(name.find('.') + 1);
    if ((*command)->takesLong) {
        Job::Work work = [&](const Job::Tell& tell) { return (*command)->run(scene_, params, tell); };
        auto job = Job::start(work);
        if (job) {
            job_.emplace(std::move(*job));
        } else {
            settle(record, fail(job.error()));
        }
    } else {
        settle(record, (*command)->run(scene_, params, {}));
    }
    records_.push_back(std::move(record));
    return records_.back().id;
}

void Commands::settle(Record& record, const Result<Json>& outcome) {
    if (outcome) {
        record.status = "SUCCEEDED";
        record.result = *outcome;
        const auto& written = outcome->contains("deploy_result") ? (*outcome)["deploy_result"] : *outcome;
        scene_.written = written.contains("root uuid") ? written : scene_.written;
        return;
    }
    const auto& error = outcome.error();
    scene_.console.complain(error);
    record.status = error.id == kVersionMismatch ? "CLEAN_VERSION_MISMATCH" : "FAILED";
    record.result = nullptr;
    record.error = {{"type", error.id},
                    {"code", error.kind == ErrorKind::invalid ? 400 : 500},
                    {"message", error.cause},
                    {"details", toSentence(error)}};
}

bool Commands::collect() {
    if (!job_) {
        return false;
    }
    job_->take();
    auto& record = records_.back();
    record.result = job_->told().value_or(record.result);
    if (!job_->outcome()) {
        return false;
    }
    settle(record, *job_->outcome());
    job_.reset();
    return true;
}

void Commands::abandon() {
    if (job_) {
        job_.reset();
        settle(records_.back(), fail({.kind = ErrorKind::aborted,
                                      .id = "AGENT-ABANDONED",
                                      .object = "command " + records_.back().name,
                                      .attempted = "run it",
                                      .cause = "the conductor gave the deployment up",
                                      .action = "deploy the node again"}));
    }
}

// The parameters are left out: they hold what only the node may know.
Json Commands::shown(const Record& record) {
    return {{"id", record.id},
            {"command_name", record.name},
            {"command_status", record.status},
            {"command_error", record.error},
            {"command_result", record.result}};
}

Json Commands::list() const {
    Json all = Json::array();
    for (const auto& record : records_) {
        all.push_back(shown(record));
    }
    return all;
}

std::optional<Json> Commands::document(const std::string& id) const {
    auto found =
        std::find_if(records_.begin(), records_.end(), [&](const auto& record) { return record.id == id; });
    return found == records_.end() ? std::nullopt : std::optional(shown(*found));
}

} // namespace seedbed::deploy_agent
