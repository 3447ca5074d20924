// SPDX-License-Identifier: GPL-3.0-or-later
// Packs a file tree as a newc cpio archive, the format of a Linux initial ramdisk
// (Linux Documentation/driver-api/early-userspace/buffer-format.rst). Pure; same tree, same bytes.
#pragma once

#include <string>

#include "installer/image/file_tree.hpp"

namespace seedbed::image {

std::string packCpio(const FileTree& tree);

} // namespace seedbed::image
