// SPDX-License-Identifier: GPL-3.0-or-later
// What os-collect-config is told: its configuration file and its command line, the latter wins
// (tripleo-deployment 11.1). Pure.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "firmware/node-agent/ini.hpp"
#include "firmware/posix/options.hpp"
#include "firmware/node-agent/stack_resource.hpp"

namespace seedbed::node_agent {

struct CollectConfig {
    std::vector<std::string> command; // empty: print and exit
    std::string cacheFolder = "/var/lib/os-collect-config";
    std::string backupFolder = "/var/run/os-collect-config";
    std::vector<std::string> collectors{"heat_local", "ec2", "cfn", "local"};
    std::vector<std::string> deploymentKeys{"deployments"};
    std::chrono::seconds minInterval{1};
    std::chrono::seconds maxInterval{30};
    bool oneTime = false;
    bool force = false;
    bool print = false;
    bool printCacheFolder = false;

    std::vector<std::string> heatLocalPaths{"/var/lib/heat-cfntools/cfn-init-data"};
    std::vector<std::string> localPaths{"/var/lib/os-collect-config/local-data"};
    std::string ec2Url = "http://169.254.169.254/latest/meta-data/";
    StackAccess stack;
    std::vector<std::string> stackPaths;
    std::string metadataServerHint = "/var/lib/heat-cfntools/cfn-metadata-server";
};

const std::vector<posix::OptionSpec>& collectOptions();
// Error COLLECT-CONFIG for numbers and collectors that are none.
Result<CollectConfig> makeCollectConfig(const Ini& file, const posix::Options& options);

} // namespace seedbed::node_agent
