// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/glance/image_document.hpp"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/json_patch.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/glance/disk_format.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr std::size_t pageLimit = 1000;

// What an image is made of: the fields a user sets, with their values when not given, and those only we set.
const nlohmann::json& settable() {
    static const nlohmann::json fields = {{"name", nullptr},
                                          {"disk_format", nullptr},
                                          {"container_format", nullptr},
                                          {"visibility", "shared"},
                                          {"protected", false},
                                          {"os_hidden", false},
                                          {"min_disk", 0},
                                          {"min_ram", 0},
                                          {"owner", nullptr},
                                          {"tags", nlohmann::json::array()}};
    return fields;
}
const nlohmann::json& readOnly() {
    static const nlohmann::json fields = {
        {"status", "queued"},  {"size", nullptr},         {"virtual_size", nullptr},
        {"checksum", nullptr}, {"os_hash_algo", nullptr}, {"os_hash_value", nullptr},
        {"created_at", ""},    {"updated_at", ""},        {"id", ""},
        {"sha256", nullptr}};
    return fields;
}

tl::unexpected<Error> wrongField(const std::string& field, std::string cause,
                                 ErrorKind kind = ErrorKind::invalid) {
    Error error;
    error.kind = kind;
    error.id = "IMAGE-FIELD";
    error.object = "image field " + field;
    error.attempted = "set it";
    error.cause = std::move(cause);
    error.action = "correct the request";
    return fail(std::move(error));
}

bool typeFits(const nlohmann::json& value, const nlohmann::json& standard) {
    if (standard.is_null()) {
        return value.is_null() || value.is_string();
    }
    if (standard.is_number()) {
        return value.is_number_integer() && value >= 0;
    }
    if (standard.is_array()) {
        return value.is_array() &&
               std::all_of(value.begin(), value.end(), [](const auto& v) { return v.is_string(); });
    }
    return value.type() == standard.type();
}

Result<> checkFormats(const nlohmann::json& image) {
    auto disk = textOf(image, "disk_format"), container = textOf(image, "container_format");
    auto visibility = textOf(image, "visibility");
    const std::set<std::string> visibilities = {"public", "private", "shared", "community"};
    if (!disk.empty() && !isKnownDiskFormat(disk)) {
        return wrongField("disk_format", "\"" + disk + "\" is none of raw, qcow2, iso, aki, ari, ami");
    }
    if (!container.empty() && !isKnownContainerFormat(container)) {
        return wrongField("container_format", "\"" + container + "\" is none of bare, aki, ari, ami");
    }
    if (!visibilities.contains(visibility)) {
        return wrongField("visibility",
                          "\"" + visibility + "\" is none of public, private, shared, community");
    }
    return {};
}

Result<> checkFields(const nlohmann::json& image) {
    for (const auto& [key, value] : image.items()) {
        if (readOnly().contains(key)) {
            continue;
        }
        auto standard = settable().find(key);
        bool good = standard != settable().end() ? typeFits(value, *standard) : value.is_string();
        if (!good) {
            return wrongField(key, "its value has the wrong type");
        }
    }
    return checkFormats(image);
}

bool matches(const nlohmann::json& image, const std::string& name, const std::string& value) {
    if (name == "tag") {
        const auto& tags = image["tags"];
        return std::find(tags.begin(), tags.end(), value) != tags.end();
    }
    auto field = image.find(name);
    if (field == image.end()) {
        return false;
    }
    return iequals(field->is_string() ? field->get<std::string>() : field->dump(), value);
}

bool isFilter(const std::string& name) {
    static const std::set<std::string> others = {"limit",    "marker",   "sort",
                                                 "sort_key", "sort_dir", "os_hidden",
                                                 "size_min", "size_max", "member_status"};
    return !others.contains(name);
}

void sortImages(std::vector<nlohmann::json>& images, const HttpRequest& request) {
    auto parts = split(request.query("sort").value_or("created_at:desc"), ':');
    auto key = request.query("sort_key").value_or(parts.empty() ? "created_at" : parts[0]);
    auto direction = request.query("sort_dir").value_or(parts.size() > 1 ? parts[1] : "desc");
    auto textAt = [&key](const nlohmann::json& image) {
        auto field = image.find(key);
        return field == image.end() ? std::string()
               : field->is_string() ? field->get<std::string>()
                                    : field->dump();
    };
    std::stable_sort(images.begin(), images.end(), [&](const auto& a, const auto& b) {
        return direction == "asc" ? textAt(a) < textAt(b) : textAt(b) < textAt(a);
    });
}

std::string nextPage(const HttpRequest& request, const std::string& marker) {
    std::string query;
    for (const auto& [name, value] : request.query()) {
        if (name != "marker") {
            query += percentEncode(name) + "=" + percentEncode(value) + "&";
        }
    }
    return "/v2/images?" + query + "marker=" + marker;
}

} // namespace

Result<nlohmann::json> newImage(const nlohmann::json& wanted, const Identity& owner) {
    nlohmann::json image = settable();
    for (const auto& [key, value] : wanted.items()) {
        if (key != "id" && readOnly().contains(key)) {
            return wrongField(key, "it is read-only", ErrorKind::refused);
        }
        image[key] = value;
    }
    if (!owner.isAdmin() || image["owner"].is_null()) {
        image["owner"] = owner.projectId;
    }
    auto id = textOf(wanted, "id", newUuid());
    auto plain = [](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0 || c == '-'; };
    if (id.size() != 36 || !std::all_of(id.begin(), id.end(), plain)) {
        return wrongField("id", "it is no UUID");
    }
    image.update(readOnly());
    image["id"] = lower(id);
    image["created_at"] = isoTime(std::chrono::system_clock::now());
    image["updated_at"] = image["created_at"];
    auto good = checkFields(image);
    return good ? Result<nlohmann::json>(std::move(image)) : fail(good.error());
}

Result<nlohmann::json> patchedImage(const nlohmann::json& image, const nlohmann::json& operations) {
    auto result = patched(image, operations);
    if (!result) {
        return result;
    }
    auto& changed = *result;
    for (const auto& [key, standard] : readOnly().items()) {
        if (changed.value(key, nlohmann::json()) != image[key]) {
            return wrongField(key, "it is read-only", ErrorKind::refused);
        }
    }
    for (const auto& [key, standard] : settable().items()) {
        if (!changed.contains(key)) {
            return wrongField(key, "it cannot be removed", ErrorKind::refused);
        }
    }
    auto good = checkFields(changed);
    if (!good) {
        return fail(good.error());
    }
    changed["updated_at"] = isoTime(std::chrono::system_clock::now());
    return result;
}

nlohmann::json shownImage(nlohmann::json image) {
    auto self = "/v2/images/" + textOf(image, "id");
    image.erase("sha256");
    image["self"] = self;
    image["file"] = self + "/file";
    image["schema"] = "/v2/schemas/image";
    return image;
}

Result<nlohmann::json> imagePage(std::vector<nlohmann::json> images, const HttpRequest& request) {
    auto most = limitOf(request, 0, pageLimit);
    if (!most) {
        return fail(most.error());
    }
    bool hidden = iequals(request.query("os_hidden").value_or("false"), "true");
    std::erase_if(images, [hidden](const auto& image) { return image["os_hidden"] != hidden; });
    for (const auto& [name, value] : request.query()) {
        if (isFilter(name)) {
            const auto& n = name;
            const auto& v = value;
            std::erase_if(images, [&n, &v](const auto& image) { return !matches(image, n, v); });
        }
    }
    sortImages(images, request);
    auto from = images.begin();
    if (auto marker = request.query("marker")) {
        from =
            std::find_if(from, images.end(), [&marker](const auto& image) { return image["id"] == *marker; });
        if (from == images.end()) {
            return wrongField("marker", "there is no image of that id");
        }
        ++from;
    }
    nlohmann::json page = {
        {"images", nlohmann::json::array()}, {"first", "/v2/images"}, {"schema", "/v2/schemas/images"}};
    auto limit = static_cast<std::ptrdiff_t>(*most);
    auto to = from + std::min(limit, images.end() - from);
    bool more = to != images.end() && to != from;
    for (auto image = from; image != to; ++image) {
        page["images"].push_back(shownImage(*image));
    }
    if (more) {
        page["next"] = nextPage(request, textOf(*(to - 1), "id"));
    }
    return page;
}

bool maySee(const nlohmann::json& image, const Identity& who) {
    auto visibility = textOf(image, "visibility");
    return who.isAdmin() || visibility == "public" || visibility == "community" ||
           (!who.projectId.empty() && textOf(image, "owner") == who.projectId);
}

bool mayChange(const nlohmann::json& image, const Identity& who) {
    return who.isAdmin() || (!who.projectId.empty() && textOf(image, "owner") == who.projectId);
}

nlohmann::json imageSchema() {
    nlohmann::json properties;
    for (const auto* fields : {&settable(), &readOnly()}) {
        for (const auto& [key, standard] : fields->items()) {
            properties[key] = {{"type", standard.is_null() ? nlohmann::json{"null", "string", "integer"}
                                                           : nlohmann::json(standard.type_name())}};
            if (fields == &readOnly()) {
                properties[key]["readOnly"] = true;
            }
        }
    }
    properties.erase("sha256");
    for (const auto* key : {"min_disk", "min_ram"}) {
        properties[key]["type"] = "integer";
    }
    for (const auto* key : {"self", "file", "schema"}) {
        properties[key] = {{"type", "string"}, {"readOnly", true}};
    }
    properties["tags"]["items"] = {{"type", "string"}};
    return {{"name", "image"},
            {"properties", std::move(properties)},
            {"additionalProperties", {{"type", "string"}}},
            {"links",
             {{{"href", "{self}"}, {"rel", "self"}},
              {{"href", "{file}"}, {"rel", "enclosure"}},
              {{"href", "{schema}"}, {"rel", "describedby"}}}}};
}

nlohmann::json imagesSchema() {
    return {{"name", "images"},
            {"properties",
             {{"images", {{"type", "array"}, {"items", imageSchema()}}},
              {"first", {{"type", "string"}}},
              {"next", {{"type", "string"}}},
              {"schema", {{"type", "string"}}}}},
            {"links",
             {{{"href", "{first}"}, {"rel", "first"}},
              {{"href", "{next}"}, {"rel", "next"}},
              {{"href", "{schema}"}, {"rel", "describedby"}}}}};
}

} // namespace seedbed::seed
