// SPDX-License-Identifier: GPL-3.0-or-later
// Mounts one partition of a disk file through a loop device that goes away with the mount (loop(4),
// autoclear). Called by the boot ROM of namespace blades and the first process inside; needs root.
#pragma once

#include <string>

#include "firmware/emulator/blade/partition_table.hpp"

namespace seedbed::emulator {

// Errors LOOP-ATTACH, LOOP-MOUNT.
Result<> mountPartition(const std::string& disk, const Partition& partition, const std::string& where);
// Does a loop device still have this file? The kernel detaches it a moment after the last unmount; two mounts
// of one file system at once would destroy it.
bool isLoopAttached(const std::string& disk);

} // namespace seedbed::emulator
