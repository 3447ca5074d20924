// SPDX-License-Identifier: GPL-3.0-or-later
// deploy: one Heat stack a blade, named after the bay. Everything the engine proves on the way (node history) is
// copied into the journal once, with the engine's own times, so that watch and report show it.
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/standing.hpp"
#include "appliance/deploy/steps.hpp"
#include "appliance/provision/nodes.hpp"
#include "firmware/contract/history.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;
constexpr auto kPollInterval = std::chrono::seconds(1); // eight blades are followed at once

class DeployStep : public Step {
public:
    DeployStep(DeployContext& context, Journal& journal, BayNumber bay)
        : Step({.stage = "undercloud", .name = "deploy", .bay = bay, .deadline = std::chrono::minutes(60),
                .stall = std::chrono::minutes(5)}),
          deploy_(context), journal_(journal), name_(context.blade(bay).name()) {}

    Task<bool> observe(StepContext& context) override {
        auto standing = co_await standingOf(deploy_, spec().bay);
        if (!standing) {
            co_return fail(standing.error());
        }
        if (!standing->deployed()) {
            co_return false;
        }
        auto copied = co_await copyHistory(context, standing->stack->created);
        if (!copied) {
            co_return fail(copied.error());
        }
        co_return true;
    }
    Task<> act(StepContext& context) override {
        auto stack = co_await begin(context);
        if (!stack) {
            co_return fail(stack.error());
        }
        auto followed = co_await follow(context, std::move(*stack));
        co_return followed;
    }
    Task<> verify(StepContext&) override {
        auto node = co_await showNode(*deploy_.openstack, name_);
        if (!node) {
            co_return fail(node.error());
        }
        const auto state = field::text(*node, "provision_state");
        if (state != "active") {
            co_return fail({.kind = ErrorKind::nonsense,
                            .id = "DEPLOY-NOT-ACTIVE",
                            .object = name_,
                            .attempted = "read the node's state after its stack was complete",
                            .cause = "the state is " + state,
                            .action = "look at the node in the engine"});
        }
        co_return Result<>();
    }

private:
    // The id of the stack. One that is under way, or just complete, is followed; what stands for something else, or failed before, is
    // removed first.
    Task<std::string> begin(StepContext& context) {
        auto standing = co_await standingOf(deploy_, spec().bay);
        if (!standing) {
            co_return fail(standing.error());
        }
        const auto& stack = standing->stack;
        const bool underWay = stack && stack->status == "CREATE_IN_PROGRESS" && standing->difference.empty();
        if (underWay || standing->deployed()) { // it may have been completed since we observed
            co_return stack->id;
        }
        auto same = co_await stillThere(deploy_, spec().bay);
        if (!same) {
            co_return fail(same.error());
        }
        if (stack) {
            const auto why = standing->difference.empty() ? stack->status : standing->difference;
            auto noted = context.effect(fmt::format("delete stack {} ({})", name_, why));
            if (!noted) {
                co_return fail(noted.error());
            }
            auto deleted = co_await deleteStack(*deploy_.openstack, name_, stack->id);
            if (!deleted) {
                co_return fail(deleted.error());
            }
        }
        auto noted = context.effect("create stack " + name_);
        if (!noted) {
            co_return fail(noted.error());
        }
        auto created = co_await createStack(*deploy_.openstack, name_, deploy_.pack.stackTemplate, standing->wanted);
        co_return created;
    }

    Task<> follow(StepContext& context, std::string id) {
        while (true) {
            auto stack = co_await showStack(*deploy_.openstack, name_, id);
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

    // What is about another blade's profile explains nothing here.
    void keepOwn(vc::VcPlan& plan) const {
        const auto mine = profileName(spec().bay);
        std::erase_if(plan.commands, [&mine](const vc::VcCommand& command) {
            const auto profile = vc::profileOf(command.operation);
            return !profile.empty() && profile != mine;
        });
        std::erase_if(plan.pending, [&mine](const auto& waiting) { return waiting.profile != mine; });
    }

    // A blade that is not heard on the provisioning network is looked for where its network is made.
    asio::awaitable<Error> explain(Error error) {
        if (error.id != "PXE-NO-DHCP") {
            co_return error;
        }
        const std::string profile = "Virtual Connect profile " + profileName(spec().bay);
        auto left = co_await virtualConnectPlan(deploy_);
        if (left) {
            keepOwn(*left);
        }
        if (!left) {
            error.cause += fmt::format("; {} could not be read: {} {}", profile, left.error().id, left.error().cause);
        } else if (left->empty()) {
            error.cause += fmt::format("; {} is assigned as planned", profile);
            error.action = fmt::format("see in `seedbed console {0}` how far the blade came; one that hangs before PXE "
                                       "starts anew after `seedbed power off {0}`; then deploy again", name_);
        } else {
            const PlannedChange change = forPeople(*left).front();
            error.cause += fmt::format("; {} is not as planned: {} {}", profile, change.object,
                                       fmt::join(change.fields, ", "));
        }
        co_return error;
    }

    // Events seen in an earlier life of this run are in the journal with the engine's id of them.
    Result<> loadSeen(std::int64_t run) {
        if (loaded_) {
            return {};
        }
        auto events = journal_.events(run, 0, 1000000);
        if (!events) {
            return fail(events.error());
        }
        loaded_ = true;
        for (const EventRecord& event : *events) {
            auto data = parseJson(event.data, "an event");
            if (event.bay == spec().bay && data) {
                seen_.insert(field::text(*data, "history"));
            }
        }
        return {};
    }

    Task<> copyHistory(StepContext& context, std::string since) {
        auto loaded = loadSeen(context.run());
        if (!loaded) {
            co_return loaded;
        }
        auto history = co_await nodeHistory(*deploy_.openstack, name_);
        if (!history) {
            co_return fail(history.error());
        }
        for (const json& event : *history) {
            const std::string id = field::text(event, "uuid");
            const std::string time = field::text(event, "created_at");
            const std::string type = field::text(event, "event_type");
            bool older = time.substr(0, 19) < since.substr(0, 19);
            if (older || !seen_.insert(id).second) {
                continue;
            }
            const std::string text = field::text(event, "event");
            if (type == history::failed || type == history::stalled) {
                const auto kind = type == history::stalled ? ErrorKind::stalled : ErrorKind::internal;
                lastFailure_ = errorFromSentence(kind, text);
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
        const auto& info = field::object(*node, "driver_internal_info");
        const auto bytes = field::number(info, "deploy_bytes_written");
        const auto total = field::number(info, "deploy_bytes_total");
        const auto address = field::text(info, "provisioning_address");
        if (!address.empty() && address != address_) {
            address_ = address;
            auto noted = context.note("fact", "address on the provisioning network", json{{"address", address}}.dump());
            if (!noted) {
                co_return noted;
            }
        }
        if (bytes != bytes_) {
            bytes_ = bytes;
            json data{{"bytes", bytes}, {"total", total}, {"rate", field::real(info, "deploy_rate") / 1e6}};
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
