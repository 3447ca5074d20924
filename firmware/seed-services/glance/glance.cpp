// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/glance/glance.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/glance/digest.hpp"
#include "firmware/seed-services/glance/disk_format.hpp"
#include "firmware/seed-services/glance/image_document.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr const char* kind = "glance.image";
constexpr std::uint64_t imageLimit = 64ull << 30;
constexpr auto uploadTime = std::chrono::minutes(30);

Error imageError(ErrorKind errorKind, const char* id, const std::string& image, std::string cause) {
    Error error;
    error.kind = errorKind;
    error.id = id;
    error.object = "image " + image;
    error.attempted = "use it";
    error.cause = std::move(cause);
    error.action = "list the images and choose an active one";
    return error;
}

nlohmann::json versionDocument(const SeedOptions& options, const char* id, const char* status) {
    return {{"id", id},
            {"status", status},
            {"links", {{{"rel", "self"}, {"href", options.url(port::glance) + "/v2/"}}}}};
}

} // namespace

Glance::Glance(Parts parts) : parts_(std::move(parts)), router_("glance", ErrorStyle::glance, parts_.tokens) {
    addRoutes();
}

void Glance::addRoutes() {
    router_.addPublic("GET", "/", atOnce(this, &Glance::versions));
    router_.addPublic("GET", "/versions", atOnce(this, &Glance::versions));
    router_.add("GET", "/v2/images", atOnce(this, &Glance::listImages));
    router_.add("POST", "/v2/images", atOnce(this, &Glance::createImage));
    router_.add("GET", "/v2/images/{id}", atOnce(this, &Glance::showImage));
    router_.add("PATCH", "/v2/images/{id}", atOnce(this, &Glance::patchImage));
    router_.add("DELETE", "/v2/images/{id}", atOnce(this, &Glance::deleteImage));
    router_.add("PUT", "/v2/images/{id}/tags/{tag}", atOnce(this, &Glance::addTag));
    router_.add("DELETE", "/v2/images/{id}/tags/{tag}", atOnce(this, &Glance::removeTag));
    router_.add("GET", "/v2/images/{id}/file", atOnce(this, &Glance::sendFile));
    router_.add("PUT", "/v2/images/{id}/file", [this](Call call) { return takeFile(std::move(call)); });
    router_.add("POST", "/v2/images/{id}/actions/deactivate",
                atOnce([this](const Call& call) { return setStatus(call, "active", "deactivated"); }));
    router_.add("POST", "/v2/images/{id}/actions/reactivate",
                atOnce([this](const Call& call) { return setStatus(call, "deactivated", "active"); }));
    router_.add("GET", "/v2/schemas/image", atOnce([](const Call&) { return json(200, imageSchema()); }));
    router_.add("GET", "/v2/schemas/images", atOnce([](const Call&) { return json(200, imagesSchema()); }));
}

Result<> Glance::start() {
    std::error_code code;
    std::filesystem::create_directories(parts_.options.state / "images", code);
    std::filesystem::remove_all(parts_.options.state / "spool", code); // bodies of a killed process
    std::filesystem::create_directories(parts_.options.state / "spool", code);
    for (const auto* name : {"images", "spool"}) { // images may hold secrets of their owners
        std::filesystem::permissions(parts_.options.state / name, std::filesystem::perms::owner_all, code);
    }
    if (code) {
        auto error = imageError(ErrorKind::internal, "IMAGE-DIRECTORY", "directory", code.message());
        error.action = "check the state directory";
        return fail(std::move(error));
    }
    auto all = parts_.store.list(kind);
    if (!all) {
        return fail(all.error());
    }
    for (auto& image : *all) {
        if (image["status"] != "saving") {
            continue;
        }
        image["status"] = "queued";
        auto kept = keep(image);
        if (!kept) {
            return kept;
        }
    }
    return {};
}

HttpServerOptions Glance::serverOptions() const {
    HttpServerOptions options;
    options.bodyLimit = imageLimit;
    options.spoolDirectory = parts_.options.state / "spool";
    options.gate = router_.gate();
    options.idle = uploadTime; // a body is read within this time
    options.handlerTime = uploadTime;
    return options;
}

std::filesystem::path Glance::fileOf(const std::string& id) const {
    return parts_.options.state / "images" / id;
}

Result<> Glance::keep(const nlohmann::json& image) {
    return parts_.store.put(kind, textOf(image, "id"), image);
}

Result<ImageFile> Glance::find(const std::string& idOrName) {
    auto image = parts_.store.get(kind, idOrName);
    auto all = image ? Result<std::vector<nlohmann::json>>() : parts_.store.list(kind);
    if (!all) {
        return fail(all.error());
    }
    for (auto& candidate : *all) { // of several with one name, the newest that can be used
        bool active = textOf(candidate, "status") == "active";
        if (textOf(candidate, "name") == idOrName && (!image || active)) {
            image = std::move(candidate);
        }
    }
    if (!image) {
        return fail(imageError(ErrorKind::notFound, "IMAGE-ABSENT", idOrName, "there is no such image"));
    }
    if (textOf(*image, "status") != "active") {
        return fail(imageError(ErrorKind::conflict, "IMAGE-NOT-ACTIVE", idOrName,
                               "its status is " + textOf(*image, "status")));
    }
    ImageFile found;
    found.id = textOf(*image, "id");
    found.name = textOf(*image, "name");
    found.file = fileOf(found.id);
    found.diskFormat = textOf(*image, "disk_format");
    found.bytes = (*image)["size"].get<std::uint64_t>();
    found.virtualBytes = (*image)["virtual_size"].get<std::uint64_t>();
    found.sha256 = textOf(*image, "sha256");
    return found;
}

Result<nlohmann::json> Glance::visibleImage(const Call& call) {
    const auto& id = call.path.at("id");
    auto image = parts_.store.get(kind, id);
    if (!image || !maySee(*image, call.who)) {
        return fail(imageError(ErrorKind::notFound, "IMAGE-ABSENT", log::printable(id, 80),
                               "there is no such image"));
    }
    return image;
}

Result<nlohmann::json> Glance::changeableImage(const Call& call) {
    auto image = visibleImage(call);
    if (image && !mayChange(*image, call.who)) {
        return fail(
            imageError(ErrorKind::refused, "IMAGE-OWNER", call.path.at("id"), "it is another project's"));
    }
    return image;
}

HttpResponse Glance::versions(const Call& call) {
    nlohmann::json list = {versionDocument(parts_.options, "v2.9", "CURRENT"),
                           versionDocument(parts_.options, "v2.2", "SUPPORTED"),
                           versionDocument(parts_.options, "v2.0", "SUPPORTED")};
    unsigned status = call.request.path() == "/versions" ? 200 : 300;
    return json(status, {{"versions", std::move(list)}});
}

HttpResponse Glance::listImages(const Call& call) {
    auto all = parts_.store.list(kind);
    if (!all) {
        return router_.refuse(all.error());
    }
    std::erase_if(*all, [&call](const auto& image) { return !maySee(image, call.who); });
    auto page = imagePage(std::move(*all), call.request);
    return page ? json(200, *page) : router_.refuse(page.error());
}

HttpResponse Glance::createImage(const Call& call) {
    auto body = bodyOf(call.request);
    auto image = body ? newImage(*body, call.who) : body;
    if (!image || call.who.projectId.empty()) {
        return image ? router_.refuse(403, "An image belongs to a project; the token has none.")
                     : router_.refuse(image.error());
    }
    auto id = textOf(*image, "id");
    if (parts_.store.get(kind, id)) {
        return router_.refuse(409, "Image ID " + id + " already exists!");
    }
    auto kept = keep(*image);
    if (!kept) {
        return router_.refuse(kept.error());
    }
    auto response = json(201, shownImage(std::move(*image)));
    response.headers.set("Location", parts_.options.url(port::glance) + "/v2/images/" + id);
    return response;
}

HttpResponse Glance::showImage(const Call& call) {
    auto image = visibleImage(call);
    return image ? json(200, shownImage(std::move(*image))) : router_.refuse(image.error());
}

HttpResponse Glance::patchImage(const Call& call) {
    auto image = changeableImage(call);
    if (!image) {
        return router_.refuse(image.error());
    }
    auto type = call.request.headers.get("Content-Type").value_or("");
    if (!startsWith(type, "application/openstack-images-v2")) {
        auto response = router_.refuse(415, "A change is a document of openstack-images-v2.1-json-patch.");
        response.headers.set("Accept-Patch", "application/openstack-images-v2.1-json-patch");
        return response;
    }
    auto operations = parseJson(call.request.body, "request body");
    auto changed = operations ? patchedImage(*image, *operations) : operations;
    auto kept = changed ? keep(*changed) : Result<>(fail(changed.error()));
    return kept ? json(200, shownImage(std::move(*changed))) : router_.refuse(kept.error());
}

HttpResponse Glance::deleteImage(const Call& call) {
    auto image = changeableImage(call);
    if (!image) {
        return router_.refuse(image.error());
    }
    auto id = textOf(*image, "id");
    if ((*image)["protected"] == true) {
        return router_.refuse(403, "Image " + id + " is protected and cannot be deleted.");
    }
    auto gone = parts_.store.remove(kind, id);
    if (!gone) {
        return router_.refuse(gone.error());
    }
    std::error_code code; // an image without data has no file
    std::filesystem::remove(fileOf(id), code);
    return noContent();
}

HttpResponse Glance::addTag(const Call& call) {
    auto image = changeableImage(call);
    if (!image) {
        return router_.refuse(image.error());
    }
    auto& tags = (*image)["tags"];
    if (std::find(tags.begin(), tags.end(), call.path.at("tag")) == tags.end()) {
        tags.push_back(call.path.at("tag"));
    }
    auto kept = keep(*image);
    return kept ? noContent() : router_.refuse(kept.error());
}

HttpResponse Glance::removeTag(const Call& call) {
    auto image = changeableImage(call);
    if (!image) {
        return router_.refuse(image.error());
    }
    auto& tags = (*image)["tags"];
    auto tag = std::find(tags.begin(), tags.end(), call.path.at("tag"));
    if (tag == tags.end()) {
        return router_.refuse(404, "The image has no such tag.");
    }
    tags.erase(tag);
    auto kept = keep(*image);
    return kept ? noContent() : router_.refuse(kept.error());
}

HttpResponse Glance::setStatus(const Call& call, const char* from, const char* to) {
    auto image = changeableImage(call);
    if (!image) {
        return router_.refuse(image.error());
    }
    auto status = textOf(*image, "status");
    if (status != from && status != to) {
        return router_.refuse(403, "The image is " + status + ", not " + from + ".");
    }
    (*image)["status"] = to;
    auto kept = keep(*image);
    return kept ? noContent() : router_.refuse(kept.error());
}

HttpResponse Glance::sendFile(const Call& call) {
    auto image = visibleImage(call);
    if (!image) {
        return router_.refuse(image.error());
    }
    auto status = textOf(*image, "status");
    if (status == "deactivated" && !call.who.isAdmin()) {
        return router_.refuse(403, "The image is deactivated.");
    }
    if (status != "active" && status != "deactivated") {
        return noContent(); // as Glance does for an image without data
    }
    HttpResponse response;
    response.headers.set("Content-Type", "application/octet-stream");
    response.headers.set("Content-MD5", textOf(*image, "checksum"));
    response.bodyFile = fileOf(textOf(*image, "id"));
    return response;
}

Task<nlohmann::json> Glance::activate(nlohmann::json image, std::filesystem::path upload) {
    std::function<Result<FileDigest>()> read = [upload] { return digestOf(upload); };
    auto digest = co_await parts_.blocking.run<FileDigest>(std::move(read));
    if (!digest) {
        co_return fail(digest.error());
    }
    auto inside = checkDiskFormat(textOf(image, "disk_format"), digest->head, digest->bytes);
    if (!inside) {
        co_return fail(inside.error());
    }
    auto id = textOf(image, "id");
    auto current = parts_.store.get(kind, id); // it may have been patched or deleted meanwhile
    if (!current) {
        co_return fail(
            imageError(ErrorKind::conflict, "IMAGE-DELETED", id, "it was deleted during the upload"));
    }
    image = std::move(*current);
    std::error_code code;
    std::filesystem::rename(upload, fileOf(id), code);
    if (code) {
        co_return fail(imageError(ErrorKind::internal, "IMAGE-DIRECTORY", id, code.message()));
    }
    image["status"] = "active";
    image["size"] = digest->bytes;
    image["virtual_size"] = *inside;
    image["checksum"] = digest->md5;
    image["os_hash_algo"] = "sha512";
    image["os_hash_value"] = digest->sha512;
    image["sha256"] = digest->sha256;
    image["updated_at"] = isoTime(std::chrono::system_clock::now());
    co_return image;
}

asio::awaitable<HttpResponse> Glance::takeFile(Call call) {
    auto image = changeableImage(call);
    if (!image) {
        co_return router_.refuse(image.error());
    }
    auto id = textOf(*image, "id");
    if (textOf(*image, "status") != "queued") {
        co_return router_.refuse(409, "Image " + id + " is " + textOf(*image, "status") +
                                          "; data goes to a queued one.");
    }
    if (textOf(*image, "disk_format").empty() || textOf(*image, "container_format").empty()) {
        co_return router_.refuse(
            400, "Properties disk_format, container_format must be set prior to saving data.");
    }
    auto upload = call.request.bodyFile.value_or(parts_.options.state / "spool" / newUuid());
    auto written = call.request.bodyFile ? Result<>() : writeFile(upload, call.request.body);
    (*image)["status"] = "saving";
    auto saving = written ? keep(*image) : written;
    if (!saving) {
        co_return router_.refuse(saving.error());
    }
    auto active = co_await activate(*image, upload);
    std::error_code code; // after a success it is no longer there
    std::filesystem::remove(upload, code);
    if (!active && active.error().id == "IMAGE-DELETED") {
        co_return router_.refuse(active.error());
    }
    (*image)["status"] = "queued";
    auto kept = keep(active ? *active : *image);
    if (!active || !kept) {
        co_return router_.refuse(active ? kept.error() : active.error());
    }
    co_return noContent();
}

} // namespace seedbed::seed
