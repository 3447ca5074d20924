// SPDX-License-Identifier: GPL-3.0-or-later
// deploy: one Heat stack a blade, named after the bay. Everything the engine proves on the way (node history) is
// copied into the journal once, with the engine's own times, so that watch and report show it.
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/steps.hpp"
#include "appliance/provision/nodes.hpp"
#include "appliance/provision/stacks.hpp"
#include "firmware/contract/history.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
constexpr auto kPollInterval = std::chrono::milliseconds(250);

class DeployStep : public Step {
public:
    DeployStep(DeployContext& context, Journal& journal, BayNumber bay)
        : Step({.stage = "undercloud", .name = "deploy", .bay = bay, .deadline = std::chrono::minutes(60),
                .stall = std::chrono::minutes(5)}),
          deploy_(context), journal_(journal), name_(context.blade(bay).name()) {}

    Task<bool> observe(StepContext& context) override {
        auto stack = co_await findStack(*deploy_.openstack, name_);
        if (!stack) {
            co_return fail(stack.error());
        }
        if (!*stack || (**stack).status != "CREATE_COMPLETE") {
            co_return false;
        }
        auto copied = co_await copyHistory(context, (**stack).created);
        if (!copied) {
            co_return fail(copied.error());
        }
        co_return true;
    }
    Task<> act(StepContext& context) override {
        auto cleared = co_await clearFailed(context);
        if (!cleared) {
            co_return fail(cleared.error());
        }
        if (*cleared) {
            auto created = co_await create(context);
            if (!created) {
                co_return created;
            }
        }
        auto followed = co_await follow(context);
        co_return followed;
    }
    Task<> verify(StepContext&) override {
        auto node = co_await showNode(*deploy_.openstack, name_);
        if (!node) {
            co_return fail(node.error());
        }
        const auto state = node->value("provision_state", json());
        if (state != "active") {
            co_return fail({.kind = ErrorKind::nonsense,
                            .id = "DEPLOY-NOT-ACTIVE",
                            .object = name_,
                            .attempted = "read the node's state after its stack was complete",
                            .cause = "the state is " + state.dump(),
                            .action = "look at the node in the engine"});
        }
        co_return Result<>();
    }

private:
    // A failed stack of an earlier try is removed first. True: there is no stack now.
    Task<bool> clearFailed(StepContext& context) {
        auto stack = co_await findStack(*deploy_.openstack, name_);
        if (!stack) {
            co_return fail(stack.error());
        }
        if (!*stack) {
            co_return true;
        }
        if ((**stack).status == "CREATE_IN_PROGRESS" || (**stack).status == "CREATE_COMPLETE") {
            co_return false;
        }
        auto noted = context.effect("delete the failed stack " + name_);
        if (!noted) {
            co_return fail(noted.error());
        }
        auto deleted = co_await deleteStack(*deploy_.openstack, name_, (**stack).id);
        if (!deleted) {
            co_return fail(deleted.error());
        }
        co_return true;
    }

    Task<> create(StepContext& context) {
        auto node = co_await showNode(*deploy_.openstack, name_);
        if (!node) {
            co_return fail(node.error());
        }
        auto publicKey = readFile(deploy_.paths.nodeKey().string() + ".pub", 4096);
        if (!publicKey) {
            co_return fail(publicKey.error());
        }
        json parameters{{"node_name", name_},
                        {"node_uuid", node->value("uuid", "")},
                        {"image", deploy_.imageIds[deploy_.pack.image]},
                        {"bay", std::to_string(spec().bay)},
                        {"role", deploy_.pack.role},
                        {"greeting", deploy_.pack.greeting},
                        {"authorized_key", std::string(trim(*publicKey))}};
        auto noted = context.effect("create stack " + name_);
        if (!noted) {
            co_return noted;
        }
        auto created = co_await createStack(*deploy_.openstack, name_, deploy_.pack.stackTemplate, parameters);
        co_return created;
    }

    Task<> follow(StepContext& context) {
        while (true) {
            auto stack = co_await findStack(*deploy_.openstack, name_);
            if (!stack) {
                co_return fail(stack.error());
            }
            if (!*stack) {
                co_return fail(failure("the stack is gone", "make a new run"));
            }
            auto copied = co_await copyHistory(context, (**stack).created);
            if (!copied) {
                co_return copied;
            }
            auto shown = co_await copyProgress(context);
            if (!shown) {
                co_return shown;
            }
            if ((**stack).status == "CREATE_COMPLETE") {
                co_return Result<>();
            }
            if ((**stack).status != "CREATE_IN_PROGRESS") {
                auto cause = lastFailure_.value_or(
                    failure((**stack).status + ": " + (**stack).reason, "look at the stack's events in the engine"));
                auto explained = co_await explain(std::move(cause));
                co_return fail(explained);
            }
            co_await pause(kPollInterval);
        }
    }

    Error failure(std::string cause, std::string action) const {
        return {.kind = ErrorKind::internal,
                .id = "DEPLOY-FAILED",
                .object = name_,
                .attempted = "deploy the node",
                .cause = std::move(cause),
                .action = std::move(action)};
    }

    // A blade that is not heard on the provisioning network is looked for where its network is made.
    asio::awaitable<Error> explain(Error error) {
        if (error.id != "PXE-NO-DHCP") {
            co_return error;
        }
        const std::string profile = "Virtual Connect profile " + profileName(spec().bay);
        auto left = co_await virtualConnectPlan(deploy_);
        if (!left) {
            error.cause += fmt::format("; {} could not be read: {}", profile, toSentence(left.error()));
        } else if (left->empty()) {
            error.cause += fmt::format("; {} is assigned as planned", profile);
        } else {
            const PlannedChange change = forPeople(*left).front();
            error.cause += fmt::format("; {} is not as planned: {} {}", profile, change.object,
                                       fmt::join(change.fields, ", "));
        }
        co_return error;
    }

    // Events seen in an earlier life of this run are in the journal with the engine's id of them.
    void loadSeen(std::int64_t run) {
        if (loaded_) {
            return;
        }
        loaded_ = true;
        for (const EventRecord& event : journal_.events(run, 0, 1000000)) {
            auto data = parseJson(event.data, "an event");
            if (event.bay == spec().bay && data && data->contains("history")) {
                seen_.insert(data->at("history").get<std::string>());
            }
        }
    }

    Task<> copyHistory(StepContext& context, std::string since) {
        loadSeen(context.run());
        auto history = co_await nodeHistory(*deploy_.openstack, name_);
        if (!history) {
            co_return fail(history.error());
        }
        for (const json& event : *history) {
            const std::string id = event.value("uuid", "");
            const std::string time = event.value("created_at", "");
            const std::string type = event.value("event_type", "");
            bool older = time.substr(0, 19) < since.substr(0, 19);
            if (older || !seen_.insert(id).second) {
                continue;
            }
            const std::string text = event.value("event", "");
            if (type == history::failed) {
                lastFailure_ = errorFromSentence(ErrorKind::stalled, text);
                lastFailure_->object = name_;
                lastFailure_->attempted = "deploy the node";
            }
            auto noted = context.note(type, text, json{{"history", id}}.dump(), time);
            if (!noted) {
                co_return noted;
            }
        }
        co_return Result<>();
    }

    Task<> copyProgress(StepContext& context) {
        auto node = co_await showNode(*deploy_.openstack, name_);
        if (!node) {
            co_return fail(node.error());
        }
        const auto info = node->value("driver_internal_info", json::object());
        const auto bytes = info.value("deploy_bytes_written", std::uint64_t{0});
        const auto total = info.value("deploy_bytes_total", std::uint64_t{0});
        const auto address = info.value("provisioning_address", "");
        if (!address.empty() && address != address_) {
            address_ = address;
            auto noted = context.note("fact", "address on the provisioning network", json{{"address", address}}.dump());
            if (!noted) {
                co_return noted;
            }
        }
        if (bytes != bytes_) {
            bytes_ = bytes;
            json data{{"bytes", bytes}, {"total", total}, {"rate", info.value("deploy_rate", 0.0) / 1e6}};
            auto noted = context.note("progress", "image", data.dump());
            co_return noted;
        }
        co_return Result<>();
    }

    DeployContext& deploy_;
    Journal& journal_;
    std::string name_;
    std::set<std::string> seen_;
    bool loaded_ = false;
    std::uint64_t bytes_ = 0;
    std::string address_;
    std::optional<Error> lastFailure_;
};

} // namespace

std::unique_ptr<Step> makeDeployStep(DeployContext& context, Journal& journal, BayNumber bay) {
    return std::make_unique<DeployStep>(context, journal, bay);
}

} // namespace seedbed
