// SPDX-License-Identifier: GPL-3.0-or-later
// Disks: the one to export, how much was written to it, and the partition that holds a given root.
#pragma once

#include <cstdint>
#include <string>

#include "firmware/deploy-agent/kernel_arguments.hpp"
#include "firmware/deploy-agent/machine.hpp"

namespace seedbed::deploy_agent {

struct Disk {
    std::string path;
    std::uint64_t bytes = 0;
};

// The first of the names (below /dev) that exists as a block device or, on a namespace blade, as a file.
// Error AGENT-DISK at the deadline.
Result<Disk> findDisk(const std::vector<std::string>& names, const DeviceEvents& events,
                      posix::Clock::time_point deadline);
// Bytes written to it since start, as far as the kernel counts them.
std::uint64_t bytesWritten(const Disk& disk);

// The device that holds the root file system. Error AGENT-ROOT at the deadline.
Result<std::string> findRoot(const RootDevice& root, const DeviceEvents& events, posix::Clock::time_point deadline);

} // namespace seedbed::deploy_agent
