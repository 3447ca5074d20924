// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/ext4_label.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {

// Offsets: s_magic 0x38, s_uuid 0x68, s_volume_name 0x78 (Linux Documentation/filesystems/ext4/super.rst)
std::optional<FileSystemIdentity> readSuperblock(std::string_view superblock) {
    if (superblock.size() < 0x88 || superblock.substr(0x38, 2) != "\x53\xef") {
        return std::nullopt;
    }
    FileSystemIdentity identity;
    identity.uuid = toHex(superblock.substr(0x68, 16));
    for (std::size_t at : {8u, 13u, 18u, 23u}) {
        identity.uuid.insert(at, 1, '-');
    }
    auto name = superblock.substr(0x78, 16);
    identity.label = std::string(name.substr(0, name.find('\0')));
    return identity;
}

} // namespace seedbed::deploy_agent
