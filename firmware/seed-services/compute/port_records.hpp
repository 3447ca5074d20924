// SPDX-License-Identifier: GPL-3.0-or-later
// Ports that belong to no node: addresses of the provisioning range which somebody holds, such as a cloud's
// virtual addresses. They are taken from the end of the range, nodes are given theirs from its beginning.
// Kept in the store as Neutron's documents. Made once by main. Errors NETWORK-ABSENT, ADDRESS-RANGE,
// ADDRESS-TAKEN, PORT-ABSENT, and the store's. I/O thread only.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/core/parts.hpp"
#include "firmware/seed-services/core/service.hpp"

namespace seedbed::seed {

class PortRecords : public PortBook {
public:
    PortRecords(Store& store, NodeBook& nodes, const SeedOptions& options)
        : store_(store), nodes_(nodes), options_(options) {}

    Result<nlohmann::json> create(const PortRequest& request) override;
    Result<nlohmann::json> port(const std::string& portId) override;
    Result<> rename(const std::string& portId, const std::string& name) override;
    Result<> removePort(const std::string& portId) override;
    std::vector<nlohmann::json> all();

private:
    std::vector<std::string> taken();
    Result<std::string> allot(const std::vector<std::string>& wanted);

    Store& store_;
    NodeBook& nodes_;
    const SeedOptions& options_;
};

// The one network and its subnet, as Neutron shows them; ids are derived, so that they stay the same over
// restarts.
std::string derivedId(const std::string& text);
inline constexpr const char* provisioningNetworkName = "ctlplane";
std::string provisioningNetworkId();
std::string provisioningSubnetId();

} // namespace seedbed::seed
