// SPDX-License-Identifier: GPL-3.0-or-later
// The faces of seedbed-chassis that only namespace blades use: the boot ROM, the first process inside, and
// the hook of udhcpc. main calls isNamespaceMode before anything else, while the process has one thread.
#pragma once

namespace seedbed::emulator {

bool isNamespaceMode(int argc, char** argv);
// Exit status. "namespace-blade FILE", "namespace-init FILE", or called by the name kDhcpHook.
int runNamespaceBlade(int argc, char** argv);

} // namespace seedbed::emulator
