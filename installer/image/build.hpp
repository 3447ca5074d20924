// SPDX-License-Identifier: GPL-3.0-or-later
// `seedbed-image build`: everything of the images directory. Called by main; a failed build leaves the manifest of
// the build before, or none.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "oa-bridge/async/task.hpp"

namespace seedbed::image {

struct BuildOrder {
    std::filesystem::path output;
    std::filesystem::path cache;
    std::filesystem::path programs; // seedbed-agent, os-*-config, seedbed-metadata, seedbed-frames
    std::filesystem::path firmware; // the folder that holds node-image
    std::optional<std::filesystem::path> kernelPackage;
    std::uint64_t nodeSize = 64u << 20;
};

// Errors as of the parts; FILE-* for the output folder.
Task<> build(BuildOrder order);

} // namespace seedbed::image
