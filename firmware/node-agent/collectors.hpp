// SPDX-License-Identifier: GPL-3.0-or-later
// The collectors of os-collect-config: each gives documents by key, or says that it has nothing. Blocking, one thread.
// Errors COLLECT-*; a collector that is not configured is an error of kind notFound and is skipped by the caller.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "firmware/node-agent/ini_file.hpp"
#include "firmware/node-agent/json_text.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

using Documents = std::vector<std::pair<std::string, Json>>;

struct CollectorSettings {
    IniFile config;             // os-collect-config.conf
    std::filesystem::path root; // "/" but in tests
    std::string deploymentKey = "deployments";
};

Result<Documents> collectHeatLocal(const CollectorSettings& settings);
Result<Documents> collectEc2(const CollectorSettings& settings);
Result<Documents> collectCfn(const CollectorSettings& settings);
Result<Documents> collectLocal(const CollectorSettings& settings);
// By the collector's name; error COLLECT-UNKNOWN.
Result<Documents> collect(const std::string& name, const CollectorSettings& settings);

// A document and, as documents of their own, the deployments inside it (tripleo-deployment 11.1). Pure.
Documents explode(const std::string& key, const Json& document, const std::string& deploymentKey);
// The Metadata element of a DescribeStackResource answer. Pure. Error COLLECT-ANSWER.
Result<Json> metadataOf(const std::string& xml);

} // namespace seedbed::node_agent
