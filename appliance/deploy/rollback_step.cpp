// SPDX-License-Identifier: GPL-3.0-or-later
// rollback: Virtual Connect is again what it was before Seedbed first changed it (E-14). What others added meanwhile
// stays. A blade that must be off for it is switched off only if that was allowed by name.
#include "appliance/deploy/steps.hpp"
#include "appliance/deploy/vc_change.hpp"
#include "vc-config/plan/plan.hpp"

namespace seedbed {

Task<vc::VcPlan> rollbackPlan(DeployContext& context) {
    auto arrival = arrivalOf(context);
    if (!arrival) {
        co_return fail(arrival.error());
    }
    auto actual = co_await context.vc->readDomain();
    if (!actual) {
        co_return fail(actual.error());
    }
    co_return vc::planRollback(arrival->domain, *actual, arrival->ours);
}

namespace {

class RollbackStep : public Step {
public:
    explicit RollbackStep(DeployContext& context)
        : Step({.stage = "partition", .name = "rollback", .deadline = std::chrono::minutes(60),
                .stall = std::chrono::minutes(4)}),
          deploy_(context) {}

    Task<bool> observe(StepContext& context) override {
        auto left = co_await toDo(context);
        if (!left) {
            co_return fail(left.error());
        }
        auto closed = left->empty() ? closeArrival(deploy_) : Result<>();
        co_return closed ? Result<bool>(left->empty()) : fail(closed.error());
    }
    Task<> act(StepContext& context) override {
        VcChange change;
        change.plan = [this] { return rollbackPlan(deploy_); };
        change.bringOff = [this, &context](BayNumber bay) { return bringOff(deploy_, context, bay); };
        auto changed = co_await changeVirtualConnect(deploy_, context, std::move(change));
        co_return changed;
    }
    Task<> verify(StepContext& context) override {
        auto left = co_await toDo(context);
        if (!left) {
            co_return fail(left.error());
        }
        co_return left->empty() ? closeArrival(deploy_) : fail(notApplied(deploy_, *left));
    }

private:
    Task<vc::VcPlan> toDo(StepContext& context) {
        auto ask = [this] { return rollbackPlan(deploy_); };
        auto plan = co_await throughRestarts<vc::VcPlan>(context, ask);
        co_return plan;
    }

    DeployContext& deploy_;
};

} // namespace

std::unique_ptr<Step> makeRollbackStep(DeployContext& context) { return std::make_unique<RollbackStep>(context); }

} // namespace seedbed
