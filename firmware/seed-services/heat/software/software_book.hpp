// SPDX-License-Identifier: GPL-3.0-or-later
// Software configs and software deployments as Heat's own documents in the store. Called by resource types
// and by the REST routes; the engine is told when the deployments of a server changed. Errors HEAT-ABSENT and
// the store's. I/O thread only. Facts: tripleo-deployment.md sections 7.4 and 8.3.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/heat/software/sealed_store.hpp"

namespace seedbed::heat {

class SoftwareBook {
public:
    explicit SoftwareBook(SealedStore& store) : store_(store) {}

    // Missing fields get Heat's defaults (group Heat::Ungrouped, empty lists); `id` is kept when given, so
    // that a repeated call changes nothing.
    Result<nlohmann::json> addConfig(nlohmann::json config, const std::string& projectId);
    Result<nlohmann::json> config(const std::string& id);
    Result<std::vector<nlohmann::json>> configs(const std::string& projectId);
    Result<> removeConfig(const std::string& id); // no error when there is none

    Result<nlohmann::json> addDeployment(nlohmann::json deployment, const std::string& projectId);
    Result<nlohmann::json> deployment(const std::string& id);
    Result<std::vector<nlohmann::json>> deployments(const std::string& projectId);
    Result<nlohmann::json> updateDeployment(const std::string& id, const nlohmann::json& changes);
    Result<> removeDeployment(const std::string& id); // no error when there is none

    // The `deployments` of a server's metadata, in their order; those of one project, if it is named.
    Result<nlohmann::json> deploymentsOf(const std::string& serverId, const std::string& projectId = {});

private:
    SealedStore& store_;
};

// Without what is ours alone (the project).
nlohmann::json shownSoftware(nlohmann::json document);

} // namespace seedbed::heat
