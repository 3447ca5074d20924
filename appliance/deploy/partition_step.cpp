// SPDX-License-Identifier: GPL-3.0-or-later
// partition: Virtual Connect is what site and pack ask for: networks, uplinks, and a profile assigned to each bay.
// Each command is journalled before it is sent; reading back gives an empty plan, or the step has failed. A blade that
// must be off for it is brought off by the recovery ladder. One that does not come off is kept out of the run, and so
// is its part of Virtual Connect; one that is kept out already is not switched at all: somebody may need it.
#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "appliance/deploy/vc_change.hpp"
#include "appliance/site/layout.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/plan/plan.hpp"

namespace seedbed {

namespace {

// `leftOn`: blades that keep what an earlier site file gave them.
Task<vc::VcPlan> planWithout(DeployContext& context, std::set<BayNumber> leftOn) {
    auto desired = desiredDomain(context.site, context.pack);
    if (!desired) {
        co_return fail(desired.error());
    }
    auto actual = co_await context.vc->readDomain();
    if (!actual) {
        co_return fail(actual.error());
    }
    auto arrival = keptArrival(context);
    if (!arrival) {
        co_return fail(arrival.error());
    }
    if (!*arrival) {
        co_return vc::plan(*desired, *actual);
    }
    std::erase_if((*arrival)->ours.profiles, [&](const vc::ServerProfile& profile) {
        const auto* held = actual->profile(profile.name);
        return held != nullptr && held->bay && leftOn.contains(*held->bay);
    });
    co_return vc::plan(*desired, *actual, &**arrival);
}

} // namespace

Task<vc::VcPlan> virtualConnectPlan(DeployContext& context) {
    std::set<BayNumber> none;
    auto plan = co_await planWithout(context, std::move(none));
    co_return plan;
}

Task<> checkObservedRules(DeployContext& context) {
    auto actual = co_await context.vc->readDomain();
    if (!actual) {
        co_return fail(actual.error());
    }
    if (!actual->enclosureImported) { // it does not tell its ports yet
        co_return Result<>();
    }
    auto uplinks = co_await context.vc->readUplinkPorts();
    if (!uplinks) {
        co_return fail(uplinks.error());
    }
    const auto broken = vc::checkObserved(connectivityIntent(context.site, context.pack), *actual, *uplinks);
    co_return broken.empty() ? Result<>() : fail(vc::refusal(broken));
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
        : Step({.stage = "partition", .name = "partition", .deadline = std::chrono::minutes(60),
                .stall = std::chrono::minutes(4)}),
          deploy_(context) {}

    Task<bool> observe(StepContext& context) override {
        auto left = co_await toDo(context);
        if (!left) {
            co_return fail(left.error());
        }
        co_return left->empty();
    }
    Task<> act(StepContext& context) override {
        auto desired = desiredDomain(deploy_.site, deploy_.pack);
        if (!desired) {
            co_return fail(desired.error());
        }
        auto keep = [&] { return keepArrival(deploy_, context, *desired); };
        auto kept = co_await throughRestarts<void>(context, keep);
        if (!kept) {
            co_return kept;
        }
        auto check = [this] { return checkObservedRules(deploy_); };
        auto obeyed = co_await throughRestarts<void>(context, check);
        if (!obeyed) {
            co_return obeyed;
        }
        auto leftOn = co_await leaveLeaversOn(context);
        if (!leftOn) {
            co_return leftOn;
        }
        VcChange change;
        change.plan = [this] { return wanted(); };
        change.bringOff = [this, &context](BayNumber bay) { return bringOffOrKeepOut(context, bay); };
        auto changed = co_await changeVirtualConnect(deploy_, context, std::move(change));
        if (changed && !deploy_.blocked.empty() && deploy_.blocked.size() == deploy_.plan.blades.size()) { // nothing is left to go on for
            co_return fail(deploy_.blocked.begin()->second);
        }
        co_return changed;
    }
    Task<> verify(StepContext& context) override {
        auto left = co_await toDo(context);
        if (!left) {
            co_return fail(left.error());
        }
        co_return left->empty() ? Result<>() : fail(notApplied(deploy_, *left));
    }

private:
    // What is to be changed, but for what a blade would have to be off for that is left on.
    Task<vc::VcPlan> wanted() {
        auto leftOn = leftOn_;
        auto left = co_await planWithout(deploy_, std::move(leftOn));
        if (left) {
            left->leaveOn(leftOn_);
        }
        co_return left;
    }
    Task<vc::VcPlan> toDo(StepContext& context) {
        auto ask = [this] { return wanted(); };
        auto plan = co_await throughRestarts<vc::VcPlan>(context, ask);
        auto noted = plan && plan->empty() ? noteProfiles(context) : Result<>();
        co_return noted ? plan : fail(noted.error());
    }

    // Blades that must be off only to lose what an earlier site file gave them. Somebody may need one that is
    // on.
    Task<> leaveLeaversOn(StepContext& context) {
        auto plan = co_await toDo(context);
        if (!plan) {
            co_return fail(plan.error());
        }
        for (const BayNumber bay : leaversOf(*plan)) {
            auto off = co_await seenOff(deploy_, bay);
            if (!off) {
                co_return fail(off.error());
            }
            if (*off) {
                continue;
            }
            leftOn_.insert(bay);
            auto noted = context.note(
                "warning", fmt::format("bay{} is on and keeps the profile of an earlier site file", bay));
            if (!noted) {
                co_return noted;
            }
        }
        co_return Result<>();
    }
    std::set<BayNumber> leaversOf(const vc::VcPlan& plan) const {
        std::set<BayNumber> leavers, wanted;
        for (const vc::VcCommand& command : plan.commands) {
            auto& bays = isWanted(vc::profileOf(command.operation)) ? wanted : leavers;
            bays.insert(command.needsOff.begin(), command.needsOff.end());
        }
        std::erase_if(leavers, [&](BayNumber bay) { return wanted.contains(bay); });
        return leavers;
    }
    bool isWanted(const std::string& profile) const {
        const auto& blades = deploy_.plan.blades;
        return std::any_of(blades.begin(), blades.end(),
                           [&](const PlannedBlade& blade) { return profileName(blade.bay) == profile; });
    }

    Task<bool> bringOffOrKeepOut(StepContext& context, BayNumber bay) {
        if (deploy_.blocked.count(bay) != 0) { // somebody may need it: it is looked at, not switched
            auto seen = co_await seenOff(deploy_, bay);
            if (seen && !*seen) {
                leftOn_.insert(bay);
            }
            co_return seen;
        }
        auto off = co_await bringOff(deploy_, context, bay);
        if (!off && off.error().kind == ErrorKind::needsHuman && deploy_.plan.goal == Goal::deploy && !isDeployed(bay)) {
            leftOn_.insert(bay);
            auto kept = keepOut(deploy_, context, bay, off.error());
            co_return kept ? Result<bool>(false) : fail(kept.error());
        }
        co_return off;
    }
    bool isDeployed(BayNumber bay) const { // and so no part of what the run is about
        const auto& blades = deploy_.plan.blades;
        return std::none_of(blades.begin(), blades.end(), [bay](const PlannedBlade& blade) { return blade.bay == bay && blade.deploy; });
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
    std::set<BayNumber> leftOn_; // and what they would have to be off for is not done
};

} // namespace

std::unique_ptr<Step> makePartitionStep(DeployContext& context) { return std::make_unique<PartitionStep>(context); }

} // namespace seedbed
