// SPDX-License-Identifier: GPL-3.0-or-later
// The nodes, their ports and their history in the store: the NodeBook that the conductor and the compute
// service work with, and what Ironic's routes need beyond it. Passwords in driver_info are sealed at rest and
// plain in what find() gives. Errors NODE-ABSENT, PORT-ABSENT, NODE-TAKEN, STORE-IO, VAULT-SEAL.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/core/parts.hpp"
#include "firmware/seed-services/core/store.hpp"
#include "firmware/seed-services/core/vault.hpp"

namespace seedbed::seed {

class NodeRecords : public NodeBook {
public:
    NodeRecords(Store& store, const Vault& vault) : store_(store), vault_(vault) {}

    Result<nlohmann::json> find(const std::string& idOrName) override;
    std::vector<nlohmann::json> all() override;
    std::vector<std::string> macs(const std::string& nodeId) override;
    Result<> patch(const std::string& nodeId, const nlohmann::json& changes) override;
    void record(const std::string& nodeId, const std::string& type, const std::string& text) override;

    Result<> add(const nlohmann::json& node);     // NODE-TAKEN: name or id is in use
    Result<> replace(const nlohmann::json& node); // NODE-TAKEN: name or instance is another's
    Result<> remove(const std::string& nodeId);   // with its ports and history
    std::vector<nlohmann::json> history(const std::string& nodeId);

    std::vector<nlohmann::json> ports();
    Result<nlohmann::json> findPort(const std::string& idOrAddress);
    Result<> keepPort(const nlohmann::json& port); // NODE-TAKEN: the address is another port's
    Result<bool> removePort(const std::string& id) { return store_.remove("ironic.port", id); }

private:
    Result<> keep(nlohmann::json node);
    Result<nlohmann::json> opened(nlohmann::json node);
    Result<> checkUnique(const nlohmann::json& node);

    Store& store_;
    const Vault& vault_;
};

} // namespace seedbed::seed
