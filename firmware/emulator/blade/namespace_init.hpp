// SPDX-License-Identifier: GPL-3.0-or-later
// The first process of a namespace blade's operating system: process 1 of new PID, mount, UTS and IPC
// namespaces. It makes the root of the NamespaceStart a machine (proc with the kernel arguments, sysfs of the
// blade's network, seven device nodes, the disk as /dev/vda, the console) and becomes its init. What would
// reach past the namespaces is closed: capabilities for modules, clock, devices; /proc/sysrq-trigger and
// sysctls outside the network.
#pragma once

#include <string>

#include "oa-bridge/base/error.hpp"

namespace seedbed::emulator {

// Returns only when something fails. Errors NAMESPACE-MOUNT, NAMESPACE-INIT, LOOP-ATTACH, LOOP-MOUNT.
Result<> becomeInit(const std::string& startFile);

} // namespace seedbed::emulator
