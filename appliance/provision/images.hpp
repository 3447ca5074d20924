// SPDX-License-Identifier: GPL-3.0-or-later
// The images directory (firmware/contract/README.md) and its way into Glance: an image is uploaded unless one of
// that name with the same SHA-256 is there and active. Errors IMAGES-*, and those of OpenStack.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "appliance/provision/openstack.hpp"

namespace seedbed {

struct LocalImage {
    std::string name;
    std::filesystem::path file;
    std::string diskFormat;
    std::uint64_t bytes = 0;
    std::string sha256;
    std::uint64_t minDiskBytes = 0;
};

// The text of manifest.json; the files are below `directory`.
Result<std::vector<LocalImage>> parseImagesManifest(std::string_view text, const std::filesystem::path& directory);
Result<std::vector<LocalImage>> readImagesManifest(const std::filesystem::path& directory);
// The id of the active image with that name and content; no value if there is none.
Task<std::optional<std::string>> findImage(OpenStack& openstack, LocalImage image);
Task<std::string> uploadImage(OpenStack& openstack, LocalImage image);

} // namespace seedbed
