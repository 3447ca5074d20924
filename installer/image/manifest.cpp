// SPDX-License-Identifier: GPL-3.0-or-later
#include "installer/image/manifest.hpp"

#include <nlohmann/json.hpp>

namespace seedbed::image {

std::string manifestText(const std::vector<ManifestImage>& images) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& image : images) {
        nlohmann::ordered_json item = {{"name", image.name},
                                       {"file", image.file},
                                       {"disk_format", image.diskFormat},
                                       {"bytes", image.bytes},
                                       {"sha256", image.sha256}};
        if (image.minDiskBytes) {
            item["min_disk_bytes"] = *image.minDiskBytes;
        }
        list.push_back(std::move(item));
    }
    nlohmann::ordered_json manifest = {{"schema", 1}, {"images", list}};
    return manifest.dump(2) + "\n";
}

} // namespace seedbed::image
