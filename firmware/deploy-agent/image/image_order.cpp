// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/image/image_order.hpp"

#include <algorithm>
#include <charconv>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;

tl::unexpected<Error> badInfo(const std::string& key, std::string cause) {
    return fail({.kind = ErrorKind::invalid,
                 .id = "AGENT-IMAGE-INFO",
                 .object = "image_info " + key,
                 .attempted = "read it",
                 .cause = std::move(cause),
                 .action = "look at the conductor: it must name the image with URL, format and hash"});
}

std::string textAt(const Json& info, const char* key) {
    auto found = info.find(key);
    return found != info.end() && found->is_string() ? found->get<std::string>() : "";
}

// Ironic writes numbers as numbers or as text.
std::uint64_t numberAt(const Json& info, const char* key) {
    auto found = info.find(key);
    if (found == info.end()) {
        return 0;
    }
    if (found->is_number_integer()) {
        return static_cast<std::uint64_t>(std::max<std::int64_t>(found->get<std::int64_t>(), 0));
    }
    std::uint64_t value = 0;
    auto text = textAt(info, key);
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
}

PartitionOrder partitionsOf(const Json& info) {
    PartitionOrder order;
    order.rootMiB = std::max(numberAt(info, "root_mb"), numberAt(info, "root_gb") * 1024);
    order.swapMiB = numberAt(info, "swap_mb");
    order.ephemeralMiB = numberAt(info, "ephemeral_mb");
    auto format = textAt(info, "ephemeral_format");
    order.ephemeralFormat = format.empty() ? order.ephemeralFormat : format;
    order.preserveEphemeral = info.contains("preserve_ephemeral") && info["preserve_ephemeral"] == true;
    return order;
}

// The old key `checksum` is MD5 unless its length says otherwise.
void takeHash(const Json& info, ImageOrder& order) {
    order.hashAlgorithm = lower(textAt(info, "os_hash_algo"));
    order.hash = lower(textAt(info, "os_hash_value"));
    if (order.hash.empty() || order.hashAlgorithm.empty()) {
        order.hash = lower(textAt(info, "checksum"));
        order.hashAlgorithm = order.hash.size() == 64    ? "sha256"
                              : order.hash.size() == 128 ? "sha512"
                                                         : "md5";
    }
}

} // namespace

Result<ImageOrder> readImageInfo(const Json& info, const Json& configDrive) {
    if (!info.is_object()) {
        return badInfo("", "it is no object");
    }
    ImageOrder order;
    order.id = textAt(info, "id");
    auto urls = info.find("urls");
    for (const auto& url : urls != info.end() && urls->is_array() ? *urls : Json::array()) {
        if (url.is_string()) {
            order.urls.push_back(url.get<std::string>());
        }
    }
    if (order.urls.empty()) {
        return badInfo("urls", "there is none");
    }
    auto format = textAt(info, "disk_format");
    if (!format.empty() && format != "raw") {
        return badInfo("disk_format",
                       "\"" + format + "\" is not raw: the conductor converts images (force_raw_images)");
    }
    takeHash(info, order);
    if (order.hash.empty()) {
        return badInfo("os_hash_value", "there is no hash: an image that cannot be checked is not written");
    }
    order.configDrive =
        configDrive.is_string() ? configDrive.get<std::string>() : textAt(info, "configdrive");
    order.wholeDisk = textAt(info, "image_type") != "partition";
    order.partitions = partitionsOf(info);
    return order;
}

} // namespace seedbed::deploy_agent
