// SPDX-License-Identifier: GPL-3.0-or-later
// The node image (firmware/contract/README.md): a whole-disk raw image made without root, mounts or loop devices.
// Needs mke2fs, debugfs, mkfs.vfat, mcopy, syslinux as children. Same inputs, same bytes.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "installer/image/file_tree.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::image {

// The root file system: firmware/node-image with the node's programs, busybox and dropbear.
// Errors IMAGE-PROGRAM, IMAGE-LIBRARY, FILE-*.
Task<FileTree> nodeTree(std::filesystem::path programs, std::filesystem::path firmware);

struct NodeDisk {
    FileTree root;
    std::string kernel;
    std::string ramdisk; // packed
    std::uint64_t size = 0;
};

// Writes the image to `file`, sparse. Errors IMAGE-SIZE, IMAGE-WRITE, PROCESS-FAILED.
Task<> writeNodeImage(NodeDisk disk, std::filesystem::path file);

} // namespace seedbed::image
