// SPDX-License-Identifier: GPL-3.0-or-later
// As much of Nova's v2.1 API on port 8774 as bare metal servers need: servers, flavors, key pairs. Made once
// by main over the server records. Key pairs are imported, never generated here: a private key has no
// business on the seed.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/compute/server_records.hpp"
#include "firmware/seed-services/core/service.hpp"

namespace seedbed::seed {

class Nova {
public:
    Nova(ServerRecords& servers, TokenVerifier& tokens, const SeedOptions& options);
    HttpHandler handler() { return router_.handler(); }

private:
    void addServerRoutes();
    void addFlavorRoutes();
    void addKeyPairRoutes();

    HttpResponse versions(const Call& call);
    HttpResponse version(const Call& call);
    HttpResponse listServers(const Call& call);
    HttpResponse listServersInDetail(const Call& call);
    HttpResponse createServer(const Call& call);
    HttpResponse showServer(const Call& call);
    HttpResponse deleteServer(const Call& call);

    HttpResponse listFlavors(const Call& call);
    HttpResponse showFlavor(const Call& call);
    HttpResponse createFlavor(const Call& call);
    HttpResponse deleteFlavor(const Call& call);
    HttpResponse showExtraSpecs(const Call& call);
    HttpResponse setExtraSpecs(const Call& call);

    HttpResponse listKeyPairs(const Call& call);
    HttpResponse showKeyPair(const Call& call);
    HttpResponse createKeyPair(const Call& call);
    HttpResponse deleteKeyPair(const Call& call);

    nlohmann::json linked(nlohmann::json document, const char* collection) const;
    std::vector<nlohmann::json> serversOf(const Call& call); // after the query's filters
    nlohmann::json shownFlavor(const nlohmann::json& flavor) const;

    ServerRecords& servers_;
    std::string base_; // http://listen:8774/v2.1
    Router router_;
};

} // namespace seedbed::seed
