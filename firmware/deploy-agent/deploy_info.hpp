// SPDX-License-Identifier: GPL-3.0-or-later
// The call pass_deploy_info: how the ramdisk tells the conductor that the disk is exported, or why not
// (tripleo-deployment 9.8, step 7). Pure.
#pragma once

#include <string>

#include "firmware/deploy-agent/kernel_arguments.hpp"
#include "firmware/posix/http_text.hpp"

namespace seedbed::deploy_agent {

// `error` is empty when the disk is ready; its blanks travel as "+", as the 2014 ramdisk sent them.
// `token` is empty when the boot server had none. `serial` is ours, not of 2014: the conductor compares it before the
// disk is written; empty: the machine tells none.
posix::HttpMessage deployInfo(const DeployOrder& order, const std::string& token, const std::string& error,
                              const std::string& serial);

} // namespace seedbed::deploy_agent
