// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/provision/images.hpp"

#include <fmt/format.h>

#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {

namespace {

Error manifestError(ErrorKind kind, const std::filesystem::path& directory, std::string cause) {
    return {.kind = kind,
            .id = "IMAGES-MANIFEST",
            .object = (directory / "manifest.json").string(),
            .attempted = "read the images",
            .cause = std::move(cause),
            .action = "build them: seedbed-image build --output " + directory.string()};
}

// Throws the library's exception when it is no whole number.
std::uint64_t byteCount(const nlohmann::json& value) {
    return value.get_ref<const nlohmann::json::number_unsigned_t&>();
}

} // namespace

Result<std::vector<LocalImage>> parseImagesManifest(std::string_view text, const std::filesystem::path& directory) {
    auto manifest = parseJson(text, "manifest.json");
    if (!manifest) {
        return fail(manifest.error());
    }
    std::vector<LocalImage> images;
    try {
        for (const auto& entry : manifest->at("images")) {
            images.push_back({entry.at("name"), directory / entry.at("file").get<std::string>(),
                              entry.at("disk_format"), byteCount(entry.at("bytes")), entry.at("sha256"),
                              byteCount(entry.value("min_disk_bytes", nlohmann::json(0u)))});
        }
    } catch (const nlohmann::json::exception& exception) {
        return fail(manifestError(ErrorKind::invalid, directory, exception.what()));
    }
    return images;
}

Result<std::vector<LocalImage>> readImagesManifest(const std::filesystem::path& directory) {
    auto text = readFile(directory / "manifest.json", 1u << 20);
    if (!text) {
        return fail(manifestError(ErrorKind::notFound, directory, text.error().cause));
    }
    return parseImagesManifest(*text, directory);
}

Task<std::optional<std::string>> findImage(OpenStack& openstack, LocalImage image) {
    auto list = co_await openstack.get("image", "/v2/images?name=" + percentEncode(image.name));
    if (!list) {
        co_return fail(list.error());
    }
    for (const auto& entry : field::list(*list, "images")) {
        if (field::text(entry, "status") == "active" && field::text(entry, "seedbed_sha256") == image.sha256) {
            co_return std::optional<std::string>(field::text(entry, "id"));
        }
    }
    co_return std::optional<std::string>();
}

Task<std::string> uploadImage(OpenStack& openstack, LocalImage image) {
    nlohmann::json request{{"name", image.name},
                           {"disk_format", image.diskFormat},
                           {"container_format", image.diskFormat == "aki" || image.diskFormat == "ari" ? image.diskFormat : "bare"},
                           {"visibility", "public"},
                           {"seedbed_sha256", image.sha256}};
    auto created = co_await openstack.send("POST", "image", "/v2/images", request);
    if (!created) {
        co_return fail(created.error());
    }
    auto id = needText(*created, "id", "image " + image.name);
    if (!id) {
        co_return fail(id.error());
    }
    auto uploaded = co_await openstack.upload("image", "/v2/images/" + *id + "/file", image.file);
    if (!uploaded) {
        co_return fail(uploaded.error().withContext("upload image " + image.name));
    }
    co_return id;
}

} // namespace seedbed
