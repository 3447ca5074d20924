// SPDX-License-Identifier: GPL-3.0-or-later
// The two initial ramdisks, both with seedbed-agent as init: the deploy ramdisk (disk and NIC drivers, LIO, tgtd, a
// shell for troubleshooting) and the node's, which only finds the root.
#pragma once

#include <filesystem>

#include "installer/image/file_tree.hpp"
#include "installer/image/kernel_package.hpp"

namespace seedbed::image {

Result<FileTree> deployRamdisk(const Kernel& kernel, const std::filesystem::path& programs);
Result<FileTree> nodeRamdisk(const Kernel& kernel, const std::filesystem::path& programs);
// gzip of the packed tree, without names and times.
Task<std::string> packRamdisk(FileTree tree);

} // namespace seedbed::image
