// SPDX-License-Identifier: GPL-3.0-or-later
// Ironic's routes for ports.
#include <nlohmann/json.hpp>

#include "firmware/seed-services/ironic/ironic.hpp"
#include "firmware/seed-services/ironic/node_document.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

void Ironic::addPortRoutes() {
    router_.addAdmin("GET", "/v1/ports", atOnce(this, &Ironic::listPorts));
    router_.addAdmin("GET", "/v1/ports/detail", atOnce(this, &Ironic::listPortsInDetail));
    router_.addAdmin("POST", "/v1/ports", atOnce(this, &Ironic::createPort));
    router_.addAdmin("GET", "/v1/ports/{id}", atOnce(this, &Ironic::showPort));
    router_.addAdmin("PATCH", "/v1/ports/{id}", atOnce(this, &Ironic::patchPort));
    router_.addAdmin("DELETE", "/v1/ports/{id}", atOnce(this, &Ironic::deletePort));
    router_.addAdmin("GET", "/v1/nodes/{id}/ports", atOnce(this, &Ironic::listPortsOfNode));
    router_.addAdmin("GET", "/v1/nodes/{id}/ports/detail", atOnce(this, &Ironic::listPortsOfNode));
}

std::vector<nlohmann::json> Ironic::shownPorts(const std::string& nodeId) {
    std::vector<nlohmann::json> shown;
    for (auto& port : parts_.nodes.ports()) {
        if (nodeId.empty() || textOf(port, "node_uuid") == nodeId) {
            shown.push_back(shownPort(std::move(port), base_));
        }
    }
    return shown;
}

HttpResponse Ironic::listPorts(const Call& call) {
    auto named = call.request.query("node"); // by name or id
    auto node = named ? parts_.nodes.find(*named) : Result<nlohmann::json>(nlohmann::json::object());
    if (!node) {
        return router_.refuse(node.error());
    }
    Listing listing{"ports", base_ + "/v1/ports", {"uuid", "address"}};
    return shown(pageOf(listing, shownPorts(textOf(*node, "uuid")), call.request));
}

HttpResponse Ironic::listPortsInDetail(const Call& call) {
    return shown(pageOf({"ports", base_ + "/v1/ports/detail", {}}, shownPorts(""), call.request));
}

HttpResponse Ironic::listPortsOfNode(const Call& call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    if (!node) {
        return router_.refuse(node.error());
    }
    auto id = textOf(*node, "uuid");
    return shown(pageOf({"ports", base_ + "/v1/nodes/" + id + "/ports", {}}, shownPorts(id), call.request));
}

HttpResponse Ironic::createPort(const Call& call) {
    auto body = bodyOf(call.request);
    auto port = body ? newPort(*body) : body;
    auto node = port ? parts_.nodes.find(textOf(*port, "node_uuid")) : port;
    if (port && !node) {
        return router_.refuse(400, "Node " + textOf(*port, "node_uuid") + " could not be found.");
    }
    auto kept = port ? parts_.nodes.keepPort(*port) : Result<>(fail(port.error()));
    if (!kept) {
        return router_.refuse(kept.error());
    }
    auto response = json(201, shownPort(*port, base_));
    response.headers.set("Location", base_ + "/v1/ports/" + textOf(*port, "uuid"));
    return response;
}

HttpResponse Ironic::showPort(const Call& call) {
    auto port = parts_.nodes.findPort(call.path.at("id"));
    return port ? shown(chosenFields(shownPort(std::move(*port), base_), call.request))
                : router_.refuse(port.error());
}

HttpResponse Ironic::patchPort(const Call& call) {
    auto port = parts_.nodes.findPort(call.path.at("id"));
    auto operations = port ? parseJson(call.request.body, "request body") : port;
    auto changed = operations ? patchedPort(*port, *operations) : operations;
    auto kept = changed ? parts_.nodes.keepPort(*changed) : Result<>(fail(changed.error()));
    return kept ? json(200, shownPort(std::move(*changed), base_)) : router_.refuse(kept.error());
}

HttpResponse Ironic::deletePort(const Call& call) {
    auto port = parts_.nodes.findPort(call.path.at("id"));
    if (!port) {
        return router_.refuse(port.error());
    }
    auto gone = parts_.nodes.removePort(textOf(*port, "uuid"));
    return gone ? noContent() : router_.refuse(gone.error());
}

} // namespace seedbed::seed
