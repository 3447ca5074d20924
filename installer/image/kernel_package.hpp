// SPDX-License-Identifier: GPL-3.0-or-later
// Debian's cloud kernel: fetched as a package by apt-get, unpacked beside, never installed. The package and the few
// files taken from it are kept in the cache folder and used again as long as the archive offers the same package.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "installer/image/kernel_modules.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::image {

struct Kernel {
    std::string release; // 6.1.0-44-cloud-amd64
    std::string image;   // content of vmlinuz
    Modules modules;     // those of bladeModules() and targetModules() with what they depend on
};

// Errors IMAGE-KERNEL (what the package lacks), PROCESS-FAILED of apt or dpkg-deb, FILE-*.
Task<Kernel> obtainKernel(std::filesystem::path cache, std::optional<std::filesystem::path> package);

} // namespace seedbed::image
