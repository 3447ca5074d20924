// SPDX-License-Identifier: GPL-3.0-or-later
// engine: the appliance's own seed services run and give out a token.
#include <fmt/format.h>

#include "appliance/deploy/steps.hpp"

namespace seedbed {
namespace {

class EngineStep : public Step {
public:
    explicit EngineStep(DeployContext& context)
        : Step({.stage = "seed-host", .name = "engine", .deadline = std::chrono::minutes(1), .stall = std::chrono::seconds(45)}),
          deploy_(context) {}

    Task<bool> observe(StepContext&) override {
        if (!deploy_.engine->running() || deploy_.engine->lastArguments() != deploy_.engine->spec().arguments) {
            co_return false;
        }
        auto there = co_await deploy_.openstack->logIn();
        co_return there.has_value();
    }
    Task<> act(StepContext& context) override {
        auto noted = context.effect("start the seed services as the site asks");
        if (!noted) {
            co_return noted;
        }
        if (deploy_.engine->lastArguments() != deploy_.engine->spec().arguments) {
            auto stopped = co_await deploy_.engine->stop();
            if (!stopped) {
                co_return stopped;
            }
        }
        auto woken = co_await wakeEngine(deploy_, deploy_.engine->spec().arguments);
        co_return woken;
    }
    Task<> verify(StepContext&) override {
        auto there = co_await deploy_.openstack->logIn();
        co_return there;
    }

private:
    DeployContext& deploy_;
};

} // namespace

Task<> wakeEngine(DeployContext& context, std::vector<std::string> arguments) {
    auto mine = co_await context.engineTurn.take(); // several blades may miss it at once
    if (!context.engine->running()) {
        auto started = co_await context.engine->start(std::move(arguments));
        if (!started) {
            co_return started;
        }
    }
    for (int tries = 0; tries < 200 && context.engine->running(); ++tries) {
        auto there = co_await context.openstack->logIn();
        if (there || there.error().id != "OPENSTACK-UNREACHABLE") {
            co_return there;
        }
        co_await pause(std::chrono::milliseconds(100));
    }
    co_return fail({.kind = ErrorKind::timeout,
                    .id = "ENGINE-SILENT",
                    .object = "seed services",
                    .attempted = "start them",
                    .cause = context.engine->running() ? "they do not answer" : "the program ended",
                    .action = "read " + context.engine->logFile().string()});
}

std::unique_ptr<Step> makeEngineStep(DeployContext& context) { return std::make_unique<EngineStep>(context); }

} // namespace seedbed
