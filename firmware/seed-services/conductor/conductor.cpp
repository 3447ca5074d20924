// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/conductor.hpp"

#include <fmt/format.h>

#include "firmware/seed-services/ironic/node_document.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

using Json = nlohmann::json;

tl::unexpected<Error> refused(ErrorKind kind, std::string id, const std::string& node, std::string attempted,
                              std::string cause, std::string action) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.object = "node " + node;
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = std::move(action);
    return fail(std::move(error));
}

std::string idOf(const Json& node) {
    return textOf(node, "uuid");
}

const char* powerText(bool on) {
    return on ? "power on" : "power off";
}

} // namespace

Conductor::Conductor(asio::any_io_executor executor, Parts parts)
    : executor_(executor), parts_(parts), children_(executor) {}

void Conductor::useBoot(BootEntries& boot) {
    boot_ = &boot;
    deployParts_.reset(new DeployParts{parts_.nodes, parts_.images, parts_.cache, parts_.power, boot,
                                       parts_.disks, parts_.limits});
}

BootEventSink Conductor::bootSink() {
    return [this](const BootEvent& event) {
        const auto job = jobs_.find(event.nodeId);
        if (job != jobs_.end() && job->second.deployment) {
            job->second.deployment->onBoot(event);
        }
    };
}

void Conductor::note(const std::string& id, const Json& changes) {
    if (auto kept = parts_.nodes.patch(id, changes); !kept) {
        log::error(kept.error(), {{"NODE", id}});
    }
}

// --- starting and stopping

asio::awaitable<void> Conductor::start() {
    const auto nodes = parts_.nodes.all();
    for (const Json& node : nodes) {
        co_await restore(node);
    }
}

asio::awaitable<void> Conductor::stop() {
    children_.cancel();
    co_await children_.join();
}

asio::awaitable<void> Conductor::idle() {
    co_await children_.join();
}

asio::awaitable<void> Conductor::restore(Json node) {
    const auto id = idOf(node);
    const auto state = textOf(node, "provision_state");
    note(id, {{"reservation", nullptr}, {"target_power_state", nullptr}});
    if (state == "verifying") {
        note(id, {{"provision_state", "enroll"},
                  {"target_provision_state", nullptr},
                  {"last_error",
                   "NODE-INTERRUPTED the conductor was restarted while it verified the node; ask again"}});
    } else if (state == "deleting") {
        begin(id, "delete", tearDown(id));
    } else if (state == "active" && boot_ != nullptr) {
        co_await serveActive(std::move(node));
    } else if ((state == "deploying" || state == "wait call-back") && boot_ != nullptr) {
        const auto phase = textOf(partOf(node, "driver_internal_info"), "deploy_phase");
        log::info("DEPLOY-RESUMED", "taking the deployment up again", {{"NODE", id}, {"PHASE", phase}});
        beginDeployment(id, phase);
    } else if (state == "deploying" || state == "wait call-back") {
        note(id, {{"provision_state", "deploy failed"},
                  {"target_provision_state", nullptr},
                  {"last_error", "BOOT-OFF the conductor was restarted without a provisioning network"}});
    }
}

// An active node keeps its address by DHCP, and boots from its disk when it asks the network.
asio::awaitable<void> Conductor::serveActive(Json node) {
    BootNode entry;
    entry.id = idOf(node);
    entry.macs = parts_.nodes.macs(entry.id);
    entry.address = textOf(partOf(node, "driver_internal_info"), "provisioning_address");
    if (entry.macs.empty() || entry.address.empty()) {
        co_return;
    }
    auto set = co_await boot_->set(std::move(entry));
    if (!set) {
        log::error(set.error(), {{"NODE", idOf(node)}});
    }
}

// --- the lock and the work under it

Result<> Conductor::checkFree(const std::string& id) const {
    if (!jobs_.contains(id)) {
        return {};
    }
    return refused(ErrorKind::conflict, "NODE-LOCKED", id, "change the node", "another change runs",
                   "wait until it is done");
}

void Conductor::begin(const std::string& id, std::string what, asio::awaitable<void> work) {
    jobs_.try_emplace(id);
    children_.spawn(what + " " + id, locked(id, std::move(work)));
}

asio::awaitable<void> Conductor::locked(std::string id, asio::awaitable<void> work) {
    struct Unlock {
        ~Unlock() { jobs.erase(id); }
        std::map<std::string, Job>& jobs;
        const std::string& id;
    };
    Unlock unlock{jobs_, id};
    note(id, {{"reservation", "conductor"}});
    co_await std::move(work);
    note(id, {{"reservation", nullptr}});
}

// --- power and boot device

Result<> Conductor::setPower(const std::string& nodeId, const std::string& target) {
    auto node = parts_.nodes.find(nodeId);
    if (!node) {
        return fail(node.error());
    }
    if (auto known = checkPowerTarget(target); !known) {
        return known;
    }
    const auto id = idOf(*node);
    if (auto isFree = checkFree(id); !isFree) {
        return isFree;
    }
    begin(id, target, switchPower(id, target));
    return {};
}

asio::awaitable<void> Conductor::switchPower(std::string id, std::string target) {
    note(id, {{"target_power_state", target == "rebooting" ? "power on" : target}, {"last_error", nullptr}});
    auto done = co_await switchTo(id, target);
    Json changes{{"target_power_state", nullptr}};
    if (done) {
        changes["power_state"] = powerText(target != "power off");
    } else {
        log::error(done.error(), {{"NODE", id}});
        changes["last_error"] = toSentence(done.error());
    }
    note(id, changes);
}

Task<> Conductor::switchTo(std::string id, std::string target) {
    const auto limit = parts_.limits.power;
    if (target == "rebooting") {
        auto off = co_await within(limit, "power off node " + id, parts_.power.setPower(id, false));
        if (!off) {
            co_return off;
        }
    }
    const bool on = target != "power off";
    auto done = co_await within(limit, target + " node " + id, parts_.power.setPower(id, on));
    co_return done;
}

Task<> Conductor::setBootDevice(const std::string& nodeId, const std::string& device, bool persistent) {
    const std::string id = nodeId;
    if (device != "pxe" && device != "disk") {
        co_return refused(ErrorKind::invalid, "NODE-BOOT-DEVICE", id, "set boot device " + device,
                          "only pxe and disk are supported", "choose one of them");
    }
    if (auto isFree = checkFree(id); !isFree) {
        co_return isFree;
    }
    const auto wanted = device == "pxe" ? BootDevice::pxe : BootDevice::disk;
    auto done = co_await within(parts_.limits.power, "boot device of node " + id,
                                parts_.power.setBootDevice(id, wanted, persistent));
    co_return done;
}

Task<BootDeviceReading> Conductor::bootDevice(const std::string& nodeId) {
    const std::string id = nodeId;
    auto held =
        co_await within(parts_.limits.power, "boot device of node " + id, parts_.power.bootDevice(id));
    co_return held;
}

// --- provisioning

Result<> Conductor::setProvision(const std::string& nodeId, const std::string& target) {
    static const std::map<std::string, Verb> verbs = {
        {"manage", &Conductor::manage},  {"provide", &Conductor::provide}, {"active", &Conductor::deploy},
        {"rebuild", &Conductor::deploy}, {"deleted", &Conductor::remove},  {"abort", &Conductor::abort}};
    auto node = parts_.nodes.find(nodeId);
    if (!node) {
        return fail(node.error());
    }
    if (auto fits = checkProvisionTarget(*node, target); !fits) {
        return fits;
    }
    return (this->*verbs.at(target))(*node);
}

Result<> Conductor::manage(const Json& node) {
    const auto id = idOf(node);
    if (auto isFree = checkFree(id); !isFree) {
        return isFree;
    }
    if (auto kept = parts_.nodes.patch(id, {{"provision_state", "verifying"},
                                            {"target_provision_state", "manageable"},
                                            {"last_error", nullptr}});
        !kept) {
        return kept;
    }
    begin(id, "verify", verify(id));
    return {};
}

// Manageable means that its controller answers.
asio::awaitable<void> Conductor::verify(std::string id) {
    auto on = co_await within(parts_.limits.power, "power of node " + id, parts_.power.isOn(id));
    Json changes{{"target_provision_state", nullptr}};
    changes["provision_state"] = on ? "manageable" : "enroll";
    if (on) {
        changes["power_state"] = powerText(*on);
    } else {
        log::error(on.error(), {{"NODE", id}});
        changes["last_error"] = toSentence(on.error());
    }
    note(id, changes);
}

Result<> Conductor::provide(const Json& node) {
    const auto id = idOf(node);
    if (auto isFree = checkFree(id); !isFree) {
        return isFree;
    }
    return parts_.nodes.patch(
        id, {{"provision_state", "available"}, {"target_provision_state", nullptr}, {"last_error", nullptr}});
}

Result<> Conductor::checkDeployable(const Json& node) const {
    const auto id = idOf(node);
    if (boot_ == nullptr) {
        return refused(ErrorKind::unsupported, "BOOT-OFF", id, "deploy",
                       "this engine has no provisioning network",
                       "start seedbed-seed with --provisioning-network, -range and -interface");
    }
    if (parts_.nodes.macs(id).empty()) {
        return refused(ErrorKind::invalid, "NODE-NO-PORT", id, "deploy", "the node has no port",
                       "create a port with the MAC of its PXE connection");
    }
    auto image = parts_.images.find(textOf(partOf(node, "instance_info"), "image_source"));
    return image ? Result<>() : fail(image.error());
}

Result<> Conductor::deploy(const Json& node) {
    const auto id = idOf(node);
    if (auto isFree = checkFree(id); !isFree) {
        return isFree;
    }
    if (auto fits = checkDeployable(node); !fits) {
        return fits;
    }
    Json changes{
        {"provision_state", "deploying"}, {"target_provision_state", "active"}, {"last_error", nullptr}};
    changes["driver_internal_info"] = {{"deploy_phase", "prepare"},
                                       {"deploy_target", nullptr},
                                       {"deploy_rate", nullptr},
                                       {"agent_url", nullptr}};
    if (auto kept = parts_.nodes.patch(id, changes); !kept) {
        return kept;
    }
    beginDeployment(id, {});
    return {};
}

void Conductor::beginDeployment(const std::string& id, std::string resumeAt) {
    jobs_[id].deployment = std::make_shared<Deployment>(executor_, *deployParts_, id);
    begin(id, "deploy", deployThenMaybeDelete(id, std::move(resumeAt)));
}

asio::awaitable<void> Conductor::deployThenMaybeDelete(std::string id, std::string resumeAt) {
    auto deployment = jobs_[id].deployment;
    co_await deployment->run(std::move(resumeAt));
    jobs_[id].deployment.reset();
    if (jobs_[id].deleteAfter) {
        co_await tearDown(id);
    }
}

Result<> Conductor::abort(const Json& node) {
    const auto job = jobs_.find(idOf(node));
    if (job == jobs_.end() || !job->second.deployment) {
        return refused(ErrorKind::conflict, "NODE-LOCKED", idOf(node), "abort",
                       "its change cannot be stopped", "wait until it is done");
    }
    job->second.deployment->abort("somebody asked to abort it");
    return {};
}

Result<> Conductor::remove(const Json& node) {
    const auto id = idOf(node);
    const auto job = jobs_.find(id);
    if (job != jobs_.end() && job->second.deployment) {
        job->second.deleteAfter = true;
        job->second.deployment->abort("somebody asked to delete it");
        return {};
    }
    if (auto isFree = checkFree(id); !isFree) {
        return isFree;
    }
    begin(id, "delete", tearDown(id));
    return {};
}

asio::awaitable<void> Conductor::tearDown(std::string id) {
    note(id,
         {{"provision_state", "deleting"}, {"target_provision_state", "available"}, {"last_error", nullptr}});
    if (boot_ != nullptr) {
        boot_->remove(id);
    }
    auto off = co_await within(parts_.limits.power, "power off node " + id, parts_.power.setPower(id, false));
    if (!off) {
        log::error(off.error(), {{"NODE", id}});
        note(id, {{"provision_state", "error"},
                  {"target_provision_state", nullptr},
                  {"last_error", toSentence(off.error())}});
        co_return;
    }
    log::info("NODE-POWERED-OFF", "the node was powered off: its instance is deleted", {{"NODE", id}});
    note(id, {{"instance_info", nullptr},
              {"instance_uuid", nullptr},
              {"power_state", "power off"},
              {"driver_internal_info",
               {{"deploy_phase", nullptr},
                {"deploy_target", nullptr},
                {"deploy_rate", nullptr},
                {"agent_url", nullptr},
                {"agent_secret_token", nullptr},
                {"deploy_bytes_total", nullptr},
                {"deploy_bytes_written", nullptr}}}});
    note(id, {{"instance_info", Json::object()},
              {"provision_state", "available"},
              {"target_provision_state", nullptr}});
}

Result<Secret> Conductor::agentToken(const std::string& nodeId) {
    const auto job = jobs_.find(nodeId);
    if (job == jobs_.end() || !job->second.deployment) {
        return refused(ErrorKind::notFound, "NODE-STATE", nodeId, "look it up", "the node waits for no agent",
                       "deploy it first");
    }
    return job->second.deployment->agentToken();
}

Result<> Conductor::heartbeat(const std::string& nodeId, const Json& body) {
    const auto job = jobs_.find(nodeId);
    if (job == jobs_.end() || !job->second.deployment) {
        return refused(ErrorKind::invalid, "NODE-STATE", nodeId, "heartbeat", "the node has no agent now",
                       "look the node up again");
    }
    return job->second.deployment->heartbeat(body);
}

Result<> Conductor::passDeployInfo(const std::string& nodeId, const Json& info) {
    const auto job = jobs_.find(nodeId);
    if (job == jobs_.end() || !job->second.deployment) {
        return refused(ErrorKind::conflict, "NODE-STATE", nodeId, "pass_deploy_info",
                       "the node is not being deployed", "deploy it first");
    }
    return job->second.deployment->passDeployInfo(info);
}

} // namespace seedbed::seed
