// SPDX-License-Identifier: GPL-3.0-or-later
// log.collect_system_logs: what a person needs to find out why a deployment failed, as base64 of a gzipped
// tar, the form that Ironic's conductor stores (tripleo-deployment 10.4, step 9). No secrets: the kernel
// line's keys are masked.
#pragma once

#include "firmware/deploy-agent/api/scene.hpp"

namespace seedbed::deploy_agent {

// One member of a tar file (POSIX ustar). Pure.
std::string tarMember(const std::string& name, std::string_view content);
std::string withoutSecrets(const std::string& kernelLine); // Pure.
Result<nlohmann::json> collectSystemLogs(Scene& scene, const nlohmann::json& params, const Job::Tell& tell);

} // namespace seedbed::deploy_agent
