// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/compute/metadata.hpp"

#include <algorithm>
#include <array>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr std::array<std::string_view, 2> versions = {"2009-04-04", "latest"};

// "0=default" in a listing leads to the directory "0".
std::string listing(const nlohmann::ordered_json& directory) {
    std::string text;
    for (const auto& [name, entry] : directory.items()) {
        bool labelled = entry.is_object() && entry.contains("=");
        std::string label = labelled ? "=" + entry["="].get<std::string>() : entry.is_object() ? "/" : "";
        text += name == "=" ? "" : (text.empty() ? "" : "\n") + name + label;
    }
    return text;
}

} // namespace

nlohmann::ordered_json metadataTree(const nlohmann::json& server, const nlohmann::json& record) {
    auto name = textOf(server, "name");
    auto address = textOf(server, "accessIPv4");
    nlohmann::ordered_json data;
    data["ami-id"] = "ami-" + textOf(partOf(server, "image"), "id").substr(0, 8);
    data["ami-launch-index"] = "0";
    data["hostname"] = name;
    data["instance-action"] = "none";
    data["instance-id"] = "i-" + textOf(server, "id").substr(0, 8);
    data["instance-type"] = textOf(partOf(server, "flavor"), "original_name");
    data["local-hostname"] = name;
    data["local-ipv4"] = address;
    data["placement"]["availability-zone"] = textOf(server, "OS-EXT-AZ:availability_zone");
    data["public-hostname"] = name;
    data["public-ipv4"] = "";
    auto publicKey = textOf(record, "public_key");
    if (!publicKey.empty()) {
        data["public-keys"]["0"]["="] = textOf(record, "key_name");
        data["public-keys"]["0"]["openssh-key"] = publicKey;
    }
    data["reservation-id"] = "r-" + textOf(server, "id").substr(0, 8);
    return {{"meta-data", std::move(data)}};
}

std::optional<std::string> readMetadata(const nlohmann::ordered_json& tree, const std::string& path) {
    const nlohmann::ordered_json* place = &tree;
    for (const auto& element : split(path, '/')) {
        if (element.empty()) {
            continue;
        }
        if (!place->is_object() || element == "=" || !place->contains(element)) {
            return std::nullopt;
        }
        place = &place->at(element);
    }
    return place->is_object() ? listing(*place) : place->get<std::string>();
}

HttpHandler MetadataService::handler() {
    return [this](HttpRequest request) { return serve(std::move(request)); };
}

asio::awaitable<HttpResponse> MetadataService::serve(HttpRequest request) {
    co_return answer(request);
}

HttpResponse MetadataService::answer(const HttpRequest& request) {
    if (request.method != "GET" && request.method != "HEAD") {
        return textResponse(405, "only GET\n");
    }
    auto path = request.path();
    auto version = split(path, '/').size() > 1 ? split(path, '/')[1] : std::string();
    if (version.empty()) {
        return textResponse(200, std::string(versions[0]) + "\n" + std::string(versions[1]));
    }
    auto id = servers_.serverAt(request.peerAddress);
    auto server = id ? servers_.show(*id) : Result<nlohmann::json>(nlohmann::json());
    if (!id || !server || std::find(versions.begin(), versions.end(), version) == versions.end()) {
        log::info("METADATA-NONE", "no metadata for this address and path",
                  {{"ADDRESS", request.peerAddress}, {"PATH", log::printable(path, 200)}});
        return textResponse(404, "there is no metadata for you here\n");
    }
    auto record = servers_.record(*id);
    nlohmann::ordered_json tree = metadataTree(*server, record ? *record : nlohmann::json::object());
    if (auto userData = servers_.userData(*id)) {
        tree["user-data"] = *userData;
    }
    auto text = readMetadata(tree, path.substr(version.size() + 1));
    return text ? textResponse(200, *text) : textResponse(404, "there is no such metadata\n");
}

} // namespace seedbed::seed
