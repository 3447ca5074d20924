// SPDX-License-Identifier: GPL-3.0-or-later
// manifest.json of the images directory (firmware/contract/README.md). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace seedbed::image {

struct ManifestImage {
    std::string name;
    std::string file;
    std::string diskFormat;
    std::uint64_t bytes = 0;
    std::string sha256;
    std::optional<std::uint64_t> minDiskBytes;
};

std::string manifestText(const std::vector<ManifestImage>& images);

} // namespace seedbed::image
