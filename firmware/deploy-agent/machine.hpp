// SPDX-License-Identifier: GPL-3.0-or-later
// The machine around the agent: is it a real kernel of our own or a namespace blade on somebody else's kernel,
// system file systems, modules, device events, restart. Called by main's sequence, one thread.
#pragma once

#include <string>
#include <vector>

#include "firmware/deploy-agent/console.hpp"

namespace seedbed::deploy_agent {

enum class Ground {
    machine,   // our kernel: mount everything, load modules, LIO
    namespaced // somebody else's kernel: /dev, /proc and /sys are prepared, its modules are not ours to load
};

// Call before mountSystem: a kernel of our own starts us with nothing mounted.
Ground whereAreWe();
// /proc, /sys and /dev, each only where nothing is mounted yet; never devtmpfs on Ground::namespaced.
// Error AGENT-MOUNT.
Result<> mountSystem(Ground ground);
Result<> mountConfigfs();

// The modules of /modules.order (paths, one a line), in that order. What fails is told and skipped.
void loadModules(const Console& console);

// The kernel's device events, to wait for a disk or a NIC instead of polling.
class DeviceEvents {
public:
    DeviceEvents();
    // Until something about devices changed, `atMost` passed or the deadline came. False at the deadline.
    bool wait(posix::Clock::time_point deadline, std::chrono::milliseconds atMost = std::chrono::seconds(1)) const;

private:
    posix::Descriptor socket_;
};

// Writes caches out and restarts; on Ground::namespaced this ends the blade's PID namespace. Does not return.
[[noreturn]] void restart(const Console& console);
[[noreturn]] void powerOff(const Console& console); // likewise

} // namespace seedbed::deploy_agent
