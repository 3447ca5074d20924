// SPDX-License-Identifier: GPL-3.0-or-later
// Ironic's routes for the agent in a deploy ramdisk: lookup and heartbeat (deployment reference, 10.4). Both
// are public: a lookup is answered to the address that the node was given, its token goes out once, and
// heartbeats carry it.
#include <set>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/ironic/ironic.hpp"
#include "firmware/seed-services/ironic/node_document.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr int heartbeatSeconds = 300;
constexpr const char* handedOut = "******";

nlohmann::json agentConfig(const Secret& token) {
    return {{"heartbeat_timeout", heartbeatSeconds},
            {"agent_token", token.empty() ? handedOut : token.reveal()},
            {"agent_token_required", true},
            {"disable_deep_image_inspection", false},
            {"permitted_image_formats", {"raw"}}};
}

} // namespace

void Ironic::addAgentRoutes() {
    router_.addPublic("GET", "/v1/lookup", atOnce(this, &Ironic::lookUp));
    router_.addPublic("POST", "/v1/heartbeat/{id}", atOnce(this, &Ironic::heartbeat));
}

// By any of its MAC addresses; a node_uuid must fit as well.
Result<nlohmann::json> Ironic::nodeOfAgent(const HttpRequest& request) {
    const auto wanted = request.query("node_uuid").value_or("");
    const auto listed = split(lower(request.query("addresses").value_or("")), ',');
    const std::set<std::string> macs(listed.begin(), listed.end());
    for (const auto& port : parts_.nodes.ports()) {
        const auto owner = textOf(port, "node_uuid");
        if (macs.contains(textOf(port, "address")) && (wanted.empty() || wanted == owner)) {
            return parts_.nodes.find(owner);
        }
    }
    return parts_.nodes.find(wanted);
}

HttpResponse Ironic::lookUp(const Call& call) {
    const auto absent = router_.refuse(404, "No node with these addresses waits for an agent.");
    auto node = nodeOfAgent(call.request);
    if (!node) {
        return absent;
    }
    const auto id = textOf(*node, "uuid");
    const auto address = textOf(partOf(*node, "driver_internal_info"), "provisioning_address");
    if (call.request.peerAddress != address) {
        log::warning("AGENT-STRANGER", "a lookup came from another address than the node's",
                     {{"NODE", id}, {"PEER", call.request.peerAddress}});
        return absent;
    }
    auto token = parts_.conductor.agentToken(id);
    if (!token) {
        return absent;
    }
    const auto whole = shownNode(*node, base_);
    nlohmann::json seen;
    for (const auto* key : {"uuid", "properties", "instance_info", "driver_internal_info", "links"}) {
        seen[key] = whole[key];
    }
    return json(200, {{"node", seen}, {"config", agentConfig(*token)}});
}

HttpResponse Ironic::heartbeat(const Call& call) {
    auto body = bodyOf(call.request);
    auto node = body ? parts_.nodes.find(call.path.at("id")) : body;
    if (!node) {
        return router_.refuse(node.error());
    }
    auto taken = parts_.conductor.heartbeat(textOf(*node, "uuid"), *body);
    return taken ? noContent(202) : router_.refuse(taken.error());
}

} // namespace seedbed::seed
