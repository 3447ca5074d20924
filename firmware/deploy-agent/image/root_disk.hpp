// SPDX-License-Identifier: GPL-3.0-or-later
// Which disk takes the image: the one that the node's root device hints describe, else the first of a list of
// names, else the smallest of more than 4 GiB (as ironic-python-agent does it). Hints and their operators are
// those of ironic-lib (install guide, "Specifying the disk for deployment"). Errors AGENT-DISK, AGENT-HINT.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/deploy-agent/disk.hpp"

namespace seedbed::deploy_agent {

struct BlockDevice {
    std::string path; // /dev/sda
    std::string model, vendor, serial, wwn, hctl;
    std::uint64_t bytes = 0;
    bool rotational = false;
};

// Pure. The first of the devices that fits all hints. Error AGENT-HINT: a hint that is not known, or fits
// nothing.
Result<BlockDevice> matchHints(const std::vector<BlockDevice>& devices, const nlohmann::json& hints);
// Pure. The smallest that is large enough.
Result<BlockDevice> smallestDisk(const std::vector<BlockDevice>& devices);
// Disks as the kernel shows them below `sysBlock`, by name; no partitions, no memory, no optical drives.
std::vector<BlockDevice> blockDevices(const std::string& sysBlock = "/sys/block");

struct DiskSearch {
    std::vector<std::string> names; // below /dev; may be empty
    Ground ground = Ground::machine;
};
// `node` as Ironic sends it with a command.
Result<Disk> findRootDisk(const DiskSearch& search, const nlohmann::json& node);

} // namespace seedbed::deploy_agent
