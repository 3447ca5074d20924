// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/steps.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "appliance/api/error_json.hpp"
#include "appliance/deploy/address.hpp"

namespace seedbed {

std::filesystem::path Paths::report(std::int64_t run) const { return state / "reports" / fmt::format("run-{}.json", run); }

const PlannedBlade& DeployContext::blade(BayNumber bay) const {
    return *std::find_if(plan.blades.begin(), plan.blades.end(), [bay](const auto& b) { return b.bay == bay; });
}

const LocalImage* DeployContext::image(const std::string& name) const {
    auto found = std::find_if(images.begin(), images.end(), [&name](const auto& i) { return i.name == name; });
    return found == images.end() ? nullptr : &*found;
}

Result<> keepOut(DeployContext& context, StepContext& step, BayNumber bay, const Error& error) {
    context.blocked.emplace(bay, error);
    return step.noteFor(bay, kKeptOut, toSentence(error), errorJson(error));
}

namespace {

RunSteps deploySteps(DeployContext& context, Journal& journal) {
    RunSteps steps;
    steps.before.push_back(makeSurveyStep(context));
    steps.before.push_back(makePreflightStep(context, journal));
    for (const AddressConcern& concern : addressConcerns()) {
        steps.before.push_back(makeAddressStep(context, journal, concern));
    }
    steps.before.push_back(makePartitionStep(context));
    steps.before.push_back(makeEngineStep(context));
    steps.before.push_back(throughEngineRestarts(context, makeImagesStep(context)));
    for (const PlannedBlade& blade : context.plan.blades) {
        StepList& chain = steps.bays[blade.bay];
        chain.push_back(makeControllerStep(context, blade.bay));
        chain.push_back(throughEngineRestarts(context, makeRegisterStep(context, blade.bay)));
        chain.push_back(throughEngineRestarts(context, makeDeployStep(context, journal, blade.bay)));
        chain.push_back(throughEngineRestarts(context, makeVerifyStep(context, blade.bay)));
    }
    steps.after.push_back(makeWireStep(context, journal));
    return steps;
}

RunSteps applySteps(DeployContext& context, Journal& journal) {
    RunSteps steps;
    steps.before.push_back(makeSurveyStep(context));
    for (const AddressConcern& concern : addressConcerns()) {
        steps.before.push_back(makeAddressStep(context, journal, concern));
    }
    steps.before.push_back(makePartitionStep(context));
    return steps;
}

RunSteps verifySteps(DeployContext& context, Journal& journal) {
    RunSteps steps;
    steps.before.push_back(makeSurveyStep(context));
    steps.before.push_back(makeEngineStep(context));
    for (const PlannedBlade& blade : context.plan.blades) {
        steps.bays[blade.bay].push_back(throughEngineRestarts(context, makeVerifyStep(context, blade.bay)));
    }
    steps.after.push_back(makeWireStep(context, journal));
    return steps;
}

RunSteps rollbackSteps(DeployContext& context, Journal&) {
    RunSteps steps;
    steps.before.push_back(makeSurveyStep(context));
    steps.before.push_back(makeRollbackStep(context));
    return steps;
}

using StepsOf = RunSteps (*)(DeployContext& context, Journal& journal);
constexpr std::array<StepsOf, 4> kSteps{deploySteps, applySteps, verifySteps, rollbackSteps}; // by Goal

} // namespace

RunSteps stepsFor(DeployContext& context, Journal& journal) {
    RunSteps steps = kSteps[static_cast<std::size_t>(context.plan.goal)](context, journal);
    steps.after.push_back(makeReportStep(context, journal));
    return steps;
}

} // namespace seedbed
