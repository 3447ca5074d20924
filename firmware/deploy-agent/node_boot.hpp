// SPDX-License-Identifier: GPL-3.0-or-later
// Start of a deployed node: the same program as init of the node's small initial ramdisk.
#pragma once

#include "firmware/deploy-agent/console.hpp"
#include "firmware/deploy-agent/kernel_arguments.hpp"

namespace seedbed::deploy_agent {

// Mounts the root read-write, empties the ramdisk, moves /dev, /proc and /sys and becomes /sbin/init of the node.
// Returns only when that failed: errors AGENT-ROOT, AGENT-MOUNT.
Error bootNode(const Console& console, const Words& words);

} // namespace seedbed::deploy_agent
