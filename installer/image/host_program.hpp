// SPDX-License-Identifier: GPL-3.0-or-later
// Copies an installed program with its loader and every library it needs into a file tree.
#pragma once

#include <filesystem>
#include <vector>

#include "installer/image/file_tree.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::image {

// The first of `candidates` that exists, at `path` in the tree. Errors IMAGE-PROGRAM (not installed), IMAGE-LIBRARY.
Result<> addHostProgram(FileTree& tree, const std::vector<std::filesystem::path>& candidates,
                        const std::string& path);

} // namespace seedbed::image
