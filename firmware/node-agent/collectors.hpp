// SPDX-License-Identifier: GPL-3.0-or-later
// The sources of metadata (tripleo-deployment 11.1). Each gives named contents in order; a source that is not
// configured or does not answer gives an error, which the caller logs and skips.
#pragma once

#include <string>
#include <vector>

#include "firmware/node-agent/collect_config.hpp"

namespace seedbed::node_agent {

struct Collected {
    std::string key; // the name of its cache file
    Json content;
};

// `content` under `key`, then one entry for each deployment of group os-apply-config or none. Pure.
std::vector<Collected> withDeployments(const std::string& key, Json content,
                                       const std::vector<std::string>& deploymentKeys);

// Errors COLLECT-UNCONFIGURED, COLLECT-UNAVAILABLE, CFN-*, HTTP-*, JSON-SYNTAX.
Result<std::vector<Collected>> collect(const std::string& collector, const CollectConfig& config);

} // namespace seedbed::node_agent
