// SPDX-License-Identifier: GPL-3.0-or-later
// Ironic's routes for node records and their history.
#include <algorithm>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/ironic/ironic.hpp"
#include "firmware/seed-services/ironic/node_document.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

const std::vector<std::string> briefNode = {"uuid",        "name",       "instance_uuid", "provision_state",
                                            "power_state", "maintenance"};

nlohmann::json shownEvent(nlohmann::json event, const std::string& base) {
    auto self = base + "/v1/nodes/" + textOf(event, "node_uuid") + "/history/" + textOf(event, "uuid");
    event["links"] = {{{"href", self}, {"rel", "self"}}};
    event.erase("node_uuid");
    return event;
}

} // namespace

void Ironic::addNodeRoutes() {
    router_.addAdmin("GET", "/v1/nodes", atOnce(this, &Ironic::listNodes));
    router_.addAdmin("GET", "/v1/nodes/detail", atOnce(this, &Ironic::listNodesInDetail));
    router_.addAdmin("POST", "/v1/nodes", atOnce(this, &Ironic::createNode));
    router_.addAdmin("GET", "/v1/nodes/{id}", atOnce(this, &Ironic::showNode));
    router_.addAdmin("PATCH", "/v1/nodes/{id}", atOnce(this, &Ironic::patchNode));
    router_.addAdmin("DELETE", "/v1/nodes/{id}", atOnce(this, &Ironic::deleteNode));
    router_.addAdmin("GET", "/v1/nodes/{id}/validate", atOnce(this, &Ironic::validateNode));
    router_.addAdmin("GET", "/v1/nodes/validate", atOnce(this, &Ironic::validateNode));
    router_.addAdmin("GET", "/v1/nodes/{id}/history", atOnce(this, &Ironic::listHistory));
    router_.addAdmin("GET", "/v1/nodes/{id}/history/detail", atOnce(this, &Ironic::listHistory));
    router_.addAdmin("GET", "/v1/nodes/{id}/history/{event}", atOnce(this, &Ironic::showHistory));
}

HttpResponse Ironic::shown(const Result<nlohmann::json>& document) {
    return document ? json(200, *document) : router_.refuse(document.error());
}

std::vector<nlohmann::json> Ironic::shownNodes() {
    auto nodes = parts_.nodes.all();
    std::transform(nodes.begin(), nodes.end(), nodes.begin(),
                   [this](const auto& node) { return shownNode(node, base_); });
    return nodes;
}

HttpResponse Ironic::listNodes(const Call& call) {
    return shown(pageOf({"nodes", base_ + "/v1/nodes", briefNode}, shownNodes(), call.request));
}

HttpResponse Ironic::listNodesInDetail(const Call& call) {
    return shown(pageOf({"nodes", base_ + "/v1/nodes/detail", {}}, shownNodes(), call.request));
}

HttpResponse Ironic::createNode(const Call& call) {
    auto body = bodyOf(call.request);
    auto node = body ? newNode(*body) : body;
    auto kept = node ? parts_.nodes.add(*node) : Result<>(fail(node.error()));
    if (!kept) {
        return router_.refuse(kept.error());
    }
    auto response = json(201, shownNode(*node, base_));
    response.headers.set("Location", base_ + "/v1/nodes/" + textOf(*node, "uuid"));
    return response;
}

HttpResponse Ironic::showNode(const Call& call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    return node ? shown(chosenFields(shownNode(*node, base_), call.request)) : router_.refuse(node.error());
}

HttpResponse Ironic::patchNode(const Call& call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    if (!node) {
        return router_.refuse(node.error());
    }
    if (!node->value("reservation", nlohmann::json()).is_null()) {
        return router_.refuse(409, "Node " + textOf(*node, "uuid") + " is locked by host " +
                                       textOf(*node, "reservation") + ", please retry after it is done.");
    }
    auto operations = parseJson(call.request.body, "request body");
    auto changed = operations ? patchedNode(*node, *operations) : operations;
    auto kept = changed ? parts_.nodes.replace(*changed) : Result<>(fail(changed.error()));
    return kept ? json(200, shownNode(*changed, base_)) : router_.refuse(kept.error());
}

HttpResponse Ironic::deleteNode(const Call& call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    if (!node) {
        return router_.refuse(node.error());
    }
    auto removable = checkNodeRemovable(*node);
    auto gone = removable ? parts_.nodes.remove(textOf(*node, "uuid")) : removable;
    return gone ? noContent() : router_.refuse(gone.error());
}

HttpResponse Ironic::validateNode(const Call& call) {
    auto inPath = call.path.find("id");
    auto id = inPath != call.path.end() ? inPath->second : call.request.query("node_uuid").value_or("");
    auto node = parts_.nodes.find(id);
    if (!node) {
        return router_.refuse(node.error());
    }
    return json(200, nodeValidation(*node, parts_.nodes.macs(textOf(*node, "uuid")).size()));
}

HttpResponse Ironic::listHistory(const Call& call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    if (!node) {
        return router_.refuse(node.error());
    }
    auto id = textOf(*node, "uuid");
    auto events = parts_.nodes.history(id);
    std::transform(events.begin(), events.end(), events.begin(),
                   [this](auto& event) { return shownEvent(std::move(event), base_); });
    return shown(
        pageOf({"history", base_ + "/v1/nodes/" + id + "/history", {}}, std::move(events), call.request));
}

HttpResponse Ironic::showHistory(const Call& call) {
    auto node = parts_.nodes.find(call.path.at("id"));
    if (!node) {
        return router_.refuse(node.error());
    }
    for (auto& event : parts_.nodes.history(textOf(*node, "uuid"))) {
        if (textOf(event, "uuid") == call.path.at("event")) {
            return json(200, shownEvent(std::move(event), base_));
        }
    }
    return router_.refuse(404, "The history event could not be found.");
}

} // namespace seedbed::seed
