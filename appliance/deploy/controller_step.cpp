// SPDX-License-Identifier: GPL-3.0-or-later
// controller: nothing that preflight found keeps the blade out, and its management controller answers to our user and password. A controller that does not stops
// its own bay and no other (what-users-expect.md 6.8).
#include "appliance/deploy/steps.hpp"
#include "oa-bridge/ilo/bmc.hpp"

namespace seedbed {

Task<> askController(asio::any_io_executor executor, DeployContext& context, BayNumber bay) {
    BmcAccess access;
    access.address = context.blade(bay).iloAddress;
    access.user = context.site.chassis.user;
    access.password = context.chassisPassword;
    access.deadline = std::chrono::seconds(20);
    Bmc bmc(std::move(executor), context.blocking, std::move(access));
    auto power = co_await bmc.powerStatus();
    if (!power) {
        co_return fail(power.error());
    }
    co_return Result<>();
}

namespace {

class ControllerStep : public Step {
public:
    ControllerStep(DeployContext& context, BayNumber bay)
        : Step({.stage = "survey", .name = "controller", .bay = bay, .deadline = std::chrono::minutes(1),
                .stall = std::chrono::minutes(1)}),
          deploy_(context) {}

    Task<bool> observe(StepContext&) override { co_return false; } // reading is the whole step
    Task<> act(StepContext&) override {
        const auto blocked = deploy_.blocked.find(spec().bay);
        if (blocked != deploy_.blocked.end()) {
            co_return fail(blocked->second);
        }
        auto executor = co_await asio::this_coro::executor;
        auto answered = co_await askController(executor, deploy_, spec().bay);
        co_return answered;
    }
    Task<> verify(StepContext&) override { co_return Result<>(); } // nothing was changed

private:
    DeployContext& deploy_;
};

} // namespace

std::unique_ptr<Step> makeControllerStep(DeployContext& context, BayNumber bay) {
    return std::make_unique<ControllerStep>(context, bay);
}

} // namespace seedbed
