// SPDX-License-Identifier: GPL-3.0-or-later
// The bare metal service: Ironic's v1 API on port 6385 over the node records and the conductor's verbs. Made
// once by main. Everything needs the role admin, save discovery and the calls of deploy ramdisks: the one of
// 2014, which carries a one-use token of its node (driver_internal_info.deploy_token_sha256), and an agent's
// lookup and heartbeats. A path without /v1 is routed to v1, because the 2014 ramdisk calls so.
// Microversions 1.1 to 1.82 are negotiated; all give the fields of the newest.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/core/parts.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/ironic/listing.hpp"
#include "firmware/seed-services/ironic/node_records.hpp"

namespace seedbed::seed {

class Ironic {
public:
    struct Parts {
        NodeRecords& nodes;
        ConductorVerbs& conductor;
        TokenVerifier& tokens;
        SeedOptions options;
    };
    explicit Ironic(Parts parts);
    HttpHandler handler();

private:
    using Verb = HttpResponse (Ironic::*)(const Call&);
    void addNodeRoutes();
    void addStateRoutes();
    void addAgentRoutes();
    void addPortRoutes();
    void addDiscovery();
    asio::awaitable<HttpResponse> serve(HttpRequest request);

    HttpResponse root(const Call& call);
    HttpResponse version(const Call& call);
    HttpResponse listDrivers(const Call& call);
    HttpResponse showDriver(const Call& call);

    HttpResponse listNodes(const Call& call);
    HttpResponse listNodesInDetail(const Call& call);
    HttpResponse createNode(const Call& call);
    HttpResponse showNode(const Call& call);
    HttpResponse patchNode(const Call& call);
    HttpResponse deleteNode(const Call& call);
    HttpResponse validateNode(const Call& call);
    HttpResponse listHistory(const Call& call);
    HttpResponse showHistory(const Call& call);

    HttpResponse showStates(const Call& call);
    HttpResponse setPower(const Call& call);
    HttpResponse setProvision(const Call& call);
    HttpResponse setMaintenance(const Call& call);
    HttpResponse clearMaintenance(const Call& call);
    asio::awaitable<HttpResponse> setBootDevice(Call call);
    asio::awaitable<HttpResponse> showBootDevice(Call call);
    HttpResponse listVendorMethods(const Call& call);
    HttpResponse vendorPassthru(const Call& call);

    HttpResponse lookUp(const Call& call);
    HttpResponse heartbeat(const Call& call);
    Result<nlohmann::json> nodeOfAgent(const HttpRequest& request);

    HttpResponse listPorts(const Call& call);
    HttpResponse listPortsInDetail(const Call& call);
    HttpResponse listPortsOfNode(const Call& call);
    HttpResponse createPort(const Call& call);
    HttpResponse showPort(const Call& call);
    HttpResponse patchPort(const Call& call);
    HttpResponse deletePort(const Call& call);

    HttpResponse shown(const Result<nlohmann::json>& document);
    std::vector<nlohmann::json> shownNodes();
    std::vector<nlohmann::json> shownPorts(const std::string& nodeId); // empty: of all nodes
    HttpResponse accepted(const std::string& nodeId);
    bool mayPassDeployInfo(const Call& call, const nlohmann::json& node);

    Parts parts_;
    std::string base_; // http://listen:6385
    Router router_;
};

} // namespace seedbed::seed
