// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of a deployment, one file each in this folder; stepsFor() is the table that orders them.
#pragma once

#include "appliance/deploy/context.hpp"
#include "appliance/preflight/check.hpp"
#include "appliance/workflow/runner.hpp"

namespace seedbed {

std::unique_ptr<Step> makeSurveyStep(DeployContext& context);
std::unique_ptr<Step> makePreflightStep(DeployContext& context, Journal& journal);
std::unique_ptr<Step> makePartitionStep(DeployContext& context);
std::unique_ptr<Step> makeRollbackStep(DeployContext& context);
std::unique_ptr<Step> makeEngineStep(DeployContext& context);
std::unique_ptr<Step> makeImagesStep(DeployContext& context);
std::unique_ptr<Step> makeControllerStep(DeployContext& context, BayNumber bay);
std::unique_ptr<Step> makeRegisterStep(DeployContext& context, BayNumber bay);
std::unique_ptr<Step> makeDeployStep(DeployContext& context, Journal& journal, BayNumber bay);
std::unique_ptr<Step> makeVerifyStep(DeployContext& context, BayNumber bay);
std::unique_ptr<Step> makeWireStep(DeployContext& context, Journal& journal);
std::unique_ptr<Step> makeReportStep(DeployContext& context, Journal& journal);

// The same step, for one that needs the engine: ended under it, the engine is started again and the step goes on.
std::unique_ptr<Step> throughEngineRestarts(DeployContext& context, std::unique_ptr<Step> step);

// All the checks of the site, on what was just seen of the chassis (preflight.cpp).
Task<Findings> findingsOf(DeployContext& context, const Inventory& inventory);

// The blade that the plan names is in its bay; DEPLOY-WORLD-MOVED. Asked before the world is changed for it.
Task<> stillThere(DeployContext& context, BayNumber bay);

// From here on the run leaves the blade out: journalled as an event of the bay, its data the error. The rest of the
// run goes on; the blade's own chain ends with that error.
Result<> keepOut(DeployContext& context, StepContext& step, BayNumber bay, const Error& error);
inline constexpr const char* kKeptOut = "blocked"; // the event's type

// The blade's management controller lets us in and tells its power state.
Task<> askController(asio::any_io_executor executor, DeployContext& context, BayNumber bay);

// Where the deployed node answers on the provisioning network, as the engine knows it.
Task<std::string> nodeAddress(DeployContext& context, BayNumber bay);

// The engine runs, started with these arguments if it does not, and lets us in. ENGINE-SILENT.
Task<> wakeEngine(DeployContext& context, std::vector<std::string> arguments);

RunSteps stepsFor(DeployContext& context, Journal& journal);

} // namespace seedbed
