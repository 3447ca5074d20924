// SPDX-License-Identifier: GPL-3.0-or-later
// A step whose engine may end under it: the engine is started again, and the step looks anew and goes on. The engine
// takes up after its start what it was doing when it ended, and so do we.
#include "appliance/deploy/steps.hpp"

namespace seedbed {
namespace {

constexpr int kEngineStarts = 3; // one that ends again and again has a fault of its own

// It runs when another blade was quicker to start it, and does not answer yet.
bool isGone(const Error& error) { return error.id == "OPENSTACK-UNREACHABLE"; }

class ThroughEngineRestarts : public Step {
public:
    ThroughEngineRestarts(DeployContext& context, std::unique_ptr<Step> step)
        : Step(step->spec()), deploy_(context), step_(std::move(step)) {}

    Task<bool> observe(StepContext& context) override {
        auto there = co_await step_->observe(context);
        for (int starts = 0; starts < kEngineStarts && !there && isGone(there.error()); ++starts) {
            auto woken = co_await wake(context);
            there = fail(woken ? there.error() : woken.error());
            if (woken) {
                there = co_await step_->observe(context);
            }
        }
        co_return there;
    }
    Task<> act(StepContext& context) override {
        auto done = co_await step_->act(context);
        for (int starts = 0; starts < kEngineStarts && !done && isGone(done.error()); ++starts) {
            auto there = co_await afterWaking(context);
            done = there ? Result<>() : fail(there.error());
            if (there && !*there) {
                done = co_await step_->act(context);
            }
        }
        co_return done;
    }
    Task<> verify(StepContext& context) override {
        auto good = co_await step_->verify(context);
        for (int starts = 0; starts < kEngineStarts && !good && isGone(good.error()); ++starts) {
            good = co_await wake(context);
            if (good) {
                good = co_await step_->verify(context);
            }
        }
        co_return good;
    }

private:
    Task<bool> afterWaking(StepContext& context) {
        auto woken = co_await wake(context);
        if (!woken) {
            co_return fail(woken.error());
        }
        auto there = co_await step_->observe(context);
        co_return there;
    }
    Task<> wake(StepContext& context) {
        auto noted = deploy_.engine->running() ? context.note("waiting", "the seed services are starting again")
                                               : context.effect("start the seed services again: they ended");
        if (!noted) {
            co_return noted;
        }
        auto woken = co_await wakeEngine(deploy_, deploy_.engine->spec().arguments);
        co_return woken;
    }

    DeployContext& deploy_;
    std::unique_ptr<Step> step_;
};

} // namespace

std::unique_ptr<Step> throughEngineRestarts(DeployContext& context, std::unique_ptr<Step> step) {
    return std::make_unique<ThroughEngineRestarts>(context, std::move(step));
}

} // namespace seedbed
