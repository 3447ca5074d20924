// SPDX-License-Identifier: GPL-3.0-or-later
// One deployment, from kernel arguments to the notice of complete (the 2014 protocol, tripleo-deployment 9.8).
#pragma once

#include "firmware/deploy-agent/console.hpp"
#include "firmware/deploy-agent/kernel_arguments.hpp"
#include "firmware/deploy-agent/machine.hpp"

namespace seedbed::deploy_agent {

// The caller restarts the blade whatever comes back; an error that could be reported to the conductor was.
Result<> deploy(const Console& console, const Words& words, Ground ground);

} // namespace seedbed::deploy_agent
