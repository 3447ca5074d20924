// SPDX-License-Identifier: GPL-3.0-or-later
// As much of Neutron's v2.0 API on port 9696 as shows the provisioning network: one network "ctlplane", its
// subnet, a port for each port of a node, and the ports that belong to none. All but these is read-only,
// derived from the options and the node book. Made once by main.
#pragma once

#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/compute/port_records.hpp"
#include "firmware/seed-services/core/parts.hpp"
#include "firmware/seed-services/core/service.hpp"

namespace seedbed::seed {

class Neutron {
public:
    Neutron(NodeBook& nodes, PortRecords& records, TokenVerifier& tokens, SeedOptions options);
    HttpHandler handler() { return router_.handler(); }

private:
    using Documents = std::vector<nlohmann::json>;
    void addCollection(const std::string& one, Documents (Neutron::*list)(const std::string& projectId));
    HttpResponse versions(const Call& call);
    HttpResponse createPort(const Call& call);
    HttpResponse deletePort(const Call& call);
    Documents networks(const std::string& projectId);
    Documents subnets(const std::string& projectId);
    Documents ports(const std::string& projectId);
    Documents none(const std::string& projectId);

    NodeBook& nodes_;
    PortRecords& records_;
    SeedOptions options_;
    Router router_;
};

} // namespace seedbed::seed
