// SPDX-License-Identifier: GPL-3.0-or-later
// The agent as Ironic since 2014-12 knows it: looks its node up, tells by heartbeats where it listens, and
// does what the conductor commands until it is told to restart or to power off (tripleo-deployment 10.4).
// Started by main with ipa-api-url on the kernel command line; lives until the blade goes down. Errors
// AGENT-ARGUMENT, AGENT-NIC, AGENT-NETWORK, AGENT-DOOR, AGENT-LOOKUP at the deadline.
#pragma once

#include "firmware/deploy-agent/api/scene.hpp"
#include "firmware/deploy-agent/kernel_arguments.hpp"

namespace seedbed::deploy_agent {

struct AgentLimits {
    std::chrono::milliseconds lookupPause{1000}; // doubles up to lookupPauseMost
    std::chrono::milliseconds lookupPauseMost{15000};
    std::chrono::minutes lookup{60};
    std::chrono::milliseconds lockedPause{2000}; // after a heartbeat that found the node locked
    std::uint16_t port = 9999;
};
// The network is up already. Returns once a command ended it.
Result<Afterwards> serveConductor(const Console& console, const AgentOrder& order, Ground ground,
                                  const AgentLimits& limits = {});
// Brings the boot NIC up, then as above.
Result<Afterwards> runAgent(const Console& console, const Words& words, Ground ground);

} // namespace seedbed::deploy_agent
