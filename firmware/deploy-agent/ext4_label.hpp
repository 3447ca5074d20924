// SPDX-License-Identifier: GPL-3.0-or-later
// Identity of an ext2/3/4 file system, read from its superblock (1024 bytes at offset 1024). Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace seedbed::deploy_agent {

struct FileSystemIdentity {
    std::string uuid; // lower case with dashes
    std::string label;
};

inline constexpr std::size_t kSuperblockOffset = 1024;
inline constexpr std::size_t kSuperblockSize = 1024;

// Nothing when it is not such a file system.
std::optional<FileSystemIdentity> readSuperblock(std::string_view superblock);

} // namespace seedbed::deploy_agent
