// SPDX-License-Identifier: GPL-3.0-or-later
// The steps that the agent offers to Ironic for deploying and cleaning, and the commands that list and run
// them (tripleo-deployment 10.4, 10.6). A new step is one function and one line of the table. Errors
// AGENT-STEP, AGENT-DISK, AGENT-HINT, those of writeImage() and of the disk's target.
#pragma once

#include "firmware/deploy-agent/api/scene.hpp"

namespace seedbed::deploy_agent {

inline constexpr const char* kVersionMismatch = "AGENT-STEP-VERSION"; // becomes CLEAN_VERSION_MISMATCH

Result<nlohmann::json> getDeploySteps(Scene& scene, const nlohmann::json& params, const Job::Tell& tell);
Result<nlohmann::json> getCleanSteps(Scene& scene, const nlohmann::json& params, const Job::Tell& tell);
Result<nlohmann::json> executeDeployStep(Scene& scene, const nlohmann::json& params, const Job::Tell& tell);
Result<nlohmann::json> executeCleanStep(Scene& scene, const nlohmann::json& params, const Job::Tell& tell);
// standby.prepare_image and standby.cache_image: what write_image does, by their older names.
Result<nlohmann::json> prepareImage(Scene& scene, const nlohmann::json& params, const Job::Tell& tell);

} // namespace seedbed::deploy_agent
