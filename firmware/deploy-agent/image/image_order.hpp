// SPDX-License-Identifier: GPL-3.0-or-later
// What is to be written, as Ironic's image_info says it (tripleo-deployment 10.4). Pure. Error
// AGENT-IMAGE-INFO names the key that is missing or wrong.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/error.hpp"

namespace seedbed::deploy_agent {

// Sizes and contents of the partitions around an image that is a root file system.
struct PartitionOrder {
    std::uint64_t rootMiB = 0; // at least; a larger image takes what it needs
    std::uint64_t swapMiB = 0;
    std::uint64_t ephemeralMiB = 0;
    std::string ephemeralFormat = "ext4";
    bool preserveEphemeral = false;
};

struct ImageOrder {
    std::string id;
    std::vector<std::string> urls;
    std::string hashAlgorithm;
    std::string hash;        // lower-case hex
    std::string configDrive; // base64 of gzip, or a URL; empty: none
    bool wholeDisk = true;
    PartitionOrder partitions;
};

// `configDrive` comes beside image_info in some commands, inside it in others.
Result<ImageOrder> readImageInfo(const nlohmann::json& info, const nlohmann::json& configDrive);

} // namespace seedbed::deploy_agent
