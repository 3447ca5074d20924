// SPDX-License-Identifier: GPL-3.0-or-later
// partition: Virtual Connect is what site and pack ask for: networks, uplinks, and a profile assigned to each bay.
// Each command is journalled before it is sent; reading back gives an empty plan, or the step has failed. A blade that
// must be off for it is brought off by the recovery ladder. One that does not come off is kept out of the run, and so
// is its part of Virtual Connect; one that is kept out already is not switched at all: somebody may need it.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/power.hpp"
#include "appliance/deploy/steps.hpp"
#include "vc-config/plan/plan.hpp"

namespace seedbed {

Task<vc::VcPlan> virtualConnectPlan(DeployContext& context) {
    auto desired = desiredDomain(context.site, context.pack);
    if (!desired) {
        co_return fail(desired.error());
    }
    auto actual = co_await context.vc->readDomain();
    if (!actual) {
        co_return fail(actual.error());
    }
    co_return vc::plan(*desired, *actual);
}

std::unique_ptr<vc::VirtualConnect> makeVirtualConnect(asio::any_io_executor executor, const DeployContext& context,
                                                       const std::string& address) {
    vc::VcAccess access;
    access.ssh.host = address;
    access.ssh.user = context.site.chassis.user;
    access.ssh.password = context.chassisPassword;
    access.ssh.legacy = true;
    access.ssh.pins = &context.pins;
    access.oaUser = context.site.chassis.user;
    access.oaPassword = context.chassisPassword;
    return std::make_unique<vc::VirtualConnect>(std::move(executor), context.blocking, std::move(access));
}

namespace {

class PartitionStep : public Step {
public:
    explicit PartitionStep(DeployContext& context)
        : Step({.stage = "partition", .name = "partition", .deadline = std::chrono::minutes(15),
                .stall = std::chrono::minutes(2)}),
          deploy_(context) {}

    Task<bool> observe(StepContext& context) override {
        auto left = co_await virtualConnectPlan(deploy_);
        if (!left) {
            co_return fail(left.error());
        }
        std::erase_if(left->commands, [this](const vc::VcCommand& command) { return isKeptOut(command); });
        if (left->commands.empty()) {
            auto noted = noteProfiles(context);
            if (!noted) {
                co_return fail(noted.error());
            }
        }
        co_return left->commands.empty();
    }
    Task<> act(StepContext& context) override {
        auto changes = co_await virtualConnectPlan(deploy_);
        if (!changes) {
            co_return fail(changes.error());
        }
        for (const vc::VcCommand& command : changes->commands) {
            auto ran = co_await runOne(context, command);
            if (!ran) {
                co_return ran;
            }
        }
        if (deploy_.blocked.size() == deploy_.plan.blades.size()) { // nothing is left to go on for
            co_return fail(deploy_.blocked.begin()->second);
        }
        co_return Result<>();
    }
    Task<> verify(StepContext& context) override {
        auto there = co_await observe(context);
        if (!there) {
            co_return fail(there.error());
        }
        if (!*there) {
            co_return fail({.kind = ErrorKind::nonsense,
                            .id = "VC-NOT-APPLIED",
                            .object = "Virtual Connect " + deploy_.plan.vcAddress,
                            .attempted = "read back what was configured",
                            .cause = "it differs from what was sent",
                            .action = "run seedbed plan to see the difference"});
        }
        co_return Result<>();
    }

private:
    bool isKeptOut(const vc::VcCommand& command) const {
        return std::any_of(command.needsOff.begin(), command.needsOff.end(),
                           [this](BayNumber bay) { return leftOn_.count(bay) != 0; });
    }

    // Blades that must be off are switched off only if the plan of the run says that they are to be deployed.
    Task<> bringOff(StepContext& context, BayNumber bay) {
        bool planned = std::any_of(deploy_.plan.blades.begin(), deploy_.plan.blades.end(),
                                   [bay](const PlannedBlade& blade) { return blade.bay == bay && blade.deploy; });
        if (!planned) {
            co_return fail({.kind = ErrorKind::needsHuman,
                            .id = "VC-NEEDS-OFF",
                            .object = fmt::format("bay{}", bay),
                            .attempted = "change its profile",
                            .cause = "the blade must be off for it, and the plan does not deploy it",
                            .action = "switch it off, or leave its profile as it is"});
        }
        auto executor = co_await asio::this_coro::executor;
        ChassisPower blade(executor, deploy_.blocking, *deploy_.oa,
                           powerAccess(deploy_, bay, deploy_.blade(bay).iloAddress));
        const auto seen = co_await blade.look();
        const auto standing = standingOf(seen);
        if (standing == PowerStanding::off || standing == PowerStanding::offAlone) {
            co_return Result<>();
        }
        if (deploy_.blocked.count(bay) != 0) {
            leftOn_.insert(bay);
            co_return Result<>();
        }
        auto off = co_await switchOff(blade, ladderTerms(deploy_, context, bay));
        if (!off && off.error().kind == ErrorKind::needsHuman) {
            leftOn_.insert(bay);
            co_return keepOut(deploy_, context, bay, off.error());
        }
        co_return off ? Result<>() : fail(off.error());
    }

    Task<> runOne(StepContext& context, const vc::VcCommand& command) {
        for (BayNumber bay : command.needsOff) {
            auto off = co_await bringOff(context, bay);
            if (!off) {
                co_return off;
            }
        }
        if (isKeptOut(command)) {
            co_return context.note("warning", command.object + " is left as it is: its blade is on");
        }
        auto noted = context.effect("Virtual Connect: " + command.object);
        if (!noted) {
            co_return noted;
        }
        auto ran = co_await deploy_.vc->run(command);
        if (!ran) {
            co_return fail(ran.error());
        }
        co_return Result<>();
    }

    Result<> noteProfiles(StepContext& context) {
        for (const PlannedBlade& blade : deploy_.plan.blades) {
            const bool left = leftOn_.count(blade.bay) != 0;
            auto noted = left ? Result<>() : context.noteFor(blade.bay, "profile-assigned", profileName(blade.bay));
            if (!noted) {
                return noted;
            }
        }
        return {};
    }

    DeployContext& deploy_;
    std::set<BayNumber> leftOn_; // kept out of the run, and not off
};

} // namespace

std::unique_ptr<Step> makePartitionStep(DeployContext& context) { return std::make_unique<PartitionStep>(context); }

} // namespace seedbed
