// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/deployment.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/contract/history.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

using Json = nlohmann::json;

} // namespace

Deployment::Deployment(asio::any_io_executor executor, DeployParts& parts, std::string nodeId)
    : executor_(executor), parts_(parts), id_(std::move(nodeId)), name_("node " + id_), changed_(executor),
      aborted_(executor) {}

std::span<const Deployment::Phase> Deployment::phases() {
    static constexpr Phase table[] = {
        {"prepare", "deploying", &Deployment::prepare},
        {"power", "deploying", &Deployment::powerOn},
        {"dhcp", "wait call-back", &Deployment::waitForDhcp},
        {"boot-files", "wait call-back", &Deployment::waitForBootFiles},
        {"call-back", "wait call-back", &Deployment::waitForCallBack},
        {"write", "deploying", &Deployment::writeDisk},
        {"local-boot", "deploying", &Deployment::bootFromDisk},
        {"notice", "deploying", &Deployment::giveNotice},
    };
    return table;
}

asio::awaitable<void> Deployment::run(std::string resumeAt) {
    auto done = co_await pass(resumeAt);
    if (!done) {
        co_await giveUp(done.error());
        co_return;
    }
    // History first: whoever sees the state finds its proof.
    parts_.nodes.record(id_, std::string(history::active), "deployed");
    auto kept = note({{"provision_state", "active"},
                      {"target_provision_state", nullptr},
                      {"last_error", nullptr},
                      {"reservation", nullptr},
                      {"driver_internal_info", {{"deploy_phase", "active"}}}});
    if (!kept) {
        log::error(kept.error(), {{"NODE", id_}});
    }
    log::info("DEPLOY-DONE", "the node is active", {{"NODE", id_}});
}

// Preparing is done anew at every start: it changes nothing outside, and the later phases need what it finds.
Task<> Deployment::pass(std::string_view resumeAt) {
    const auto table = phases();
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const Phase& p) { return p.name == resumeAt; });
    const auto start = found == table.end() ? 0 : found - table.begin();
    resumed_ = start > 1;
    touched_ = resumed_;
    listening_ = resumed_;
    for (auto phase = table.begin(); phase != table.end(); ++phase) {
        if (phase != table.begin() && phase - table.begin() < start) {
            continue;
        }
        auto done = co_await enter(*phase);
        if (!done) {
            co_return done;
        }
    }
    co_return Result<>();
}

Task<> Deployment::enter(const Phase& phase) {
    phase_ = phase.name;
    log::info("DEPLOY-PHASE", phase.name, {{"NODE", id_}});
    const bool waiting = phase.state != "deploying"; // others may change the node then, as in Ironic
    Json changes{{"provision_state", phase.state}, {"target_provision_state", "active"}};
    changes["reservation"] = waiting ? Json() : Json("conductor");
    if (phase.name != "prepare" || !resumed_) {
        changes["driver_internal_info"] = {{"deploy_phase", phase.name}};
    }
    if (auto kept = note(changes); !kept) {
        co_return kept;
    }
    auto done = co_await orAbort((this->*phase.work)());
    co_return done;
}

// `work`, unless somebody asks to stop first; then the work is cancelled.
Task<> Deployment::orAbort(Task<> work) {
    if (!abort_) {
        Ending<void> ending;
        const auto first = co_await firstOf(keepEnding<void>(std::move(work), ending), untilAborted());
        if (first == 0) {
            co_return resultOf<void>(std::move(ending));
        }
    }
    if (!abort_) { // the process stops: the node stays as it is, for the next one
        throw boost::system::system_error(asio::error::operation_aborted);
    }
    co_return fail(
        trouble(ErrorKind::aborted, "DEPLOY-ABORTED", phase_, *abort_, "deploy again when wanted"));
}

asio::awaitable<void> Deployment::untilAborted() {
    while (!abort_) {
        co_await aborted_.wait();
    }
}

void Deployment::abort(std::string why) {
    abort_ = std::move(why);
    aborted_.notifyAll();
}

Error Deployment::trouble(ErrorKind kind, std::string id, std::string attempted, std::string cause,
                          std::string action) const {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.object = name_;
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = std::move(action);
    return error;
}

Result<> Deployment::note(const Json& changes) {
    return parts_.nodes.patch(id_, changes);
}

Result<> Deployment::noteInternal(const Json& changes) {
    Json whole;
    whole["driver_internal_info"] = changes;
    return note(whole);
}

// A controller that refused the credentials is not tried again: it might lock the account. A blade that the plan does
// not name is not switched off.
bool Deployment::mayPowerOff(const Error& error) const {
    const bool refused = error.kind == ErrorKind::refused && startsWith(error.id, "BMC-");
    return touched_ && !refused && error.id != "DEPLOY-WRONG-BLADE";
}

asio::awaitable<void> Deployment::giveUp(Error error) {
    log::error(error, {{"NODE", id_}, {"PHASE", phase_}});
    parts_.boot.remove(id_);
    Json changes{
        {"provision_state", "deploy failed"},
        {"target_provision_state", nullptr},
        {"reservation", nullptr},
        {"driver_internal_info",
         {{"deploy_phase", "failed"}, {"deploy_token_sha256", nullptr}, {"agent_secret_token", nullptr}}}};
    if (mayPowerOff(error)) {
        auto off =
            co_await within(parts_.limits.power, "power off " + name_, parts_.power.setPower(id_, false));
        if (off) {
            changes["power_state"] = "power off";
            log::info("DEPLOY-POWERED-OFF", "the node was powered off after its deployment failed",
                      {{"NODE", id_}});
        } else {
            log::error(off.error(), {{"NODE", id_}});
            error.cause += fmt::format("; powering it off failed too: {} {}", off.error().id, off.error().cause);
        }
    }
    const bool stalled = error.kind == ErrorKind::stalled || error.kind == ErrorKind::timeout;
    const auto sentence = toSentence(error);
    changes["last_error"] = sentence;
    parts_.nodes.record(id_, std::string(stalled ? history::stalled : history::failed), sentence);
    if (auto kept = note(changes); !kept) {
        log::error(kept.error(), {{"NODE", id_}});
    }
}

} // namespace seedbed::seed
