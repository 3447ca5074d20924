// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/compute/nova.hpp"

#include <nlohmann/json.hpp>

#include "firmware/seed-services/compute/base64.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

nlohmann::json versionDocument(const std::string& base) {
    return {{"id", "v2.1"},
            {"status", "CURRENT"},
            {"version", "2.1"},
            {"min_version", "2.1"},
            {"updated", "2013-07-23T11:33:21Z"},
            {"links", {{{"rel", "self"}, {"href", base + "/"}}}}};
}

} // namespace

Nova::Nova(ServerRecords& servers, TokenVerifier& tokens, const SeedOptions& options)
    : servers_(servers), base_(options.url(port::nova) + "/v2.1"), router_("nova", ErrorStyle::nova, tokens) {
    router_.addPublic("GET", "/", atOnce(this, &Nova::versions));
    router_.addPublic("GET", "/v2.1", atOnce(this, &Nova::version));
    addServerRoutes();
    addFlavorRoutes();
    addKeyPairRoutes();
}

void Nova::addServerRoutes() {
    router_.add("GET", "/v2.1/servers", atOnce(this, &Nova::listServers));
    router_.add("GET", "/v2.1/servers/detail", atOnce(this, &Nova::listServersInDetail));
    router_.addAdmin("POST", "/v2.1/servers", atOnce(this, &Nova::createServer));
    router_.add("GET", "/v2.1/servers/{id}", atOnce(this, &Nova::showServer));
    router_.addAdmin("DELETE", "/v2.1/servers/{id}", atOnce(this, &Nova::deleteServer));
}

HttpResponse Nova::versions(const Call&) {
    return json(200, {{"versions", {versionDocument(base_)}}});
}

HttpResponse Nova::version(const Call&) {
    return json(200, {{"version", versionDocument(base_)}});
}

nlohmann::json Nova::linked(nlohmann::json document, const char* collection) const {
    auto self = base_ + "/" + collection + "/" + textOf(document, "id");
    document["links"] = {{{"rel", "self"}, {"href", self}}, {{"rel", "bookmark"}, {"href", self}}};
    return document;
}

std::vector<nlohmann::json> Nova::serversOf(const Call& call) {
    auto name = call.request.query("name");
    auto status = call.request.query("status");
    std::vector<nlohmann::json> found;
    for (const auto& id : servers_.ids(call.who)) {
        auto server = servers_.show(id);
        bool fits = server && (!name || textOf(*server, "name").find(*name) != std::string::npos) &&
                    (!status || iequals(textOf(*server, "status"), *status));
        if (fits) {
            found.push_back(linked(std::move(*server), "servers"));
        }
    }
    return found;
}

HttpResponse Nova::listServers(const Call& call) {
    auto list = nlohmann::json::array();
    for (const auto& server : serversOf(call)) {
        list.push_back({{"id", server["id"]}, {"name", server["name"]}, {"links", server["links"]}});
    }
    return json(200, {{"servers", std::move(list)}});
}

HttpResponse Nova::listServersInDetail(const Call& call) {
    return json(200, {{"servers", serversOf(call)}});
}

HttpResponse Nova::createServer(const Call& call) {
    auto body = bodyOf(call.request);
    if (!body) {
        return router_.refuse(body.error());
    }
    const auto& wanted = partOf(*body, "server");
    auto userData = fromBase64(textOf(wanted, "user_data"));
    if (!userData || textOf(wanted, "name").empty()) {
        return router_.refuse(400, userData ? "A server needs a name." : "user_data is not base64.");
    }
    nlohmann::json metadata = partOf(wanted, "metadata");
    ServerRequest request;
    request.id = newUuid();
    request.name = textOf(wanted, "name");
    request.projectId = call.who.projectId;
    request.image = textOf(wanted, "imageRef");
    request.flavor = textOf(wanted, "flavorRef");
    request.availabilityZone = textOf(wanted, "availability_zone");
    request.keyName = textOf(wanted, "key_name");
    request.userData = std::move(*userData);
    request.metadata = &metadata;
    auto made = servers_.create(request);
    if (!made) {
        bool badReference = made.error().kind == ErrorKind::notFound;
        return badReference ? router_.refuse(400, toSentence(made.error())) : router_.refuse(made.error());
    }
    nlohmann::json server = {{"id", request.id},
                             {"OS-DCF:diskConfig", "MANUAL"},
                             {"adminPass", ""},
                             {"security_groups", nlohmann::json::array()}};
    auto response = json(202, {{"server", linked(std::move(server), "servers")}});
    response.headers.set("Location", base_ + "/servers/" + request.id);
    return response;
}

HttpResponse Nova::showServer(const Call& call) {
    const auto& id = call.path.at("id");
    auto server = servers_.show(id);
    if (!server || !servers_.maySee(id, call.who)) {
        return router_.refuse(404, "Instance " + id + " could not be found.");
    }
    return json(200, {{"server", linked(std::move(*server), "servers")}});
}

HttpResponse Nova::deleteServer(const Call& call) {
    const auto& id = call.path.at("id");
    if (!servers_.show(id)) {
        return router_.refuse(404, "Instance " + id + " could not be found.");
    }
    auto gone = servers_.remove(id);
    return gone ? noContent() : router_.refuse(gone.error());
}

} // namespace seedbed::seed
