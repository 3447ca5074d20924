// SPDX-License-Identifier: GPL-3.0-or-later
// Which kernel modules a ramdisk carries and in which order they load.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "installer/image/file_tree.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::image {

using Modules = std::map<std::string, std::string>; // name -> content of the .ko

// What a blade needs to see its disks and NICs; and, for the deploy ramdisk, to export a disk.
const std::vector<std::string>& bladeModules();
const std::vector<std::string>& targetModules();

// Every wanted module after those it depends on. What `modules` does not hold is built into the kernel.
// Error IMAGE-ELF. Pure.
Result<std::vector<std::string>> loadOrder(const Modules& modules, const std::vector<std::string>& wanted);

// The modules below /lib/modules, and /modules.order with their paths in that order.
Result<> addModules(FileTree& tree, const Modules& modules, const std::vector<std::string>& wanted);

} // namespace seedbed::image
