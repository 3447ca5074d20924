// SPDX-License-Identifier: GPL-3.0-or-later
// Servers: a server is a node with an image. Keeps who asked for what in the store, puts it on a node as
// Nova's Ironic driver did (instance_uuid, instance_info), and leaves the work to the conductor. A server's
// status follows its node's provision_state. Errors SERVER-ABSENT, FLAVOR-ABSENT, KEY-ABSENT,
// COMPUTE-NO-NODE, COMPUTE-NODE-BUSY, and those of the image catalog, the node book and the conductor.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/core/parts.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/core/store.hpp"

namespace seedbed::seed {

class ServerRecords : public ServerBook {
public:
    struct Parts {
        Store& store;
        NodeBook& nodes;
        ImageCatalog& images;
        ConductorVerbs& conductor;
    };
    explicit ServerRecords(Parts parts) : parts_(parts) {}
    Result<> start(); // makes the flavor "baremetal" if there is none

    Result<> create(const ServerRequest& request) override;
    Result<ServerStatus> status(const std::string& serverId) override; // DELETED for one that was removed
    Result<> change(const std::string& serverId, const ServerChange& change) override;
    Result<> remove(const std::string& serverId) override;
    Result<nlohmann::json> show(const std::string& serverId) override; // the object under "server"
    std::optional<std::string> serverAt(const std::string& address) override;
    std::optional<std::string> userData(const std::string& serverId) override;

    std::vector<std::string> ids(const Identity& who); // of the servers that `who` may see, oldest first
    bool maySee(const std::string& serverId, const Identity& who);
    // The server's record as kept, for the metadata service: name, key_name, public_key, created.
    Result<nlohmann::json> record(const std::string& serverId);

    std::vector<nlohmann::json> flavors();
    Result<nlohmann::json> findFlavor(const std::string& idOrName);
    Result<> keepFlavor(const nlohmann::json& flavor);
    Result<bool> removeFlavor(const std::string& id) { return parts_.store.remove("nova.flavor", id); }
    std::vector<nlohmann::json> keyPairs();
    Result<nlohmann::json> findKeyPair(const std::string& name);
    Result<> keepKeyPair(const nlohmann::json& keyPair);
    Result<bool> removeKeyPair(const std::string& name) { return parts_.store.remove("nova.keypair", name); }

private:
    Result<nlohmann::json> newRecord(const ServerRequest& request);
    Result<nlohmann::json> chooseNode(const std::string& zone);
    bool isFree(const nlohmann::json& node);
    Result<> claim(const nlohmann::json& node, const nlohmann::json& record);
    Result<> rebuild(nlohmann::json& record, const ServerChange& change);
    Result<> release(const nlohmann::json& record);
    void settle(const nlohmann::json& record, const nlohmann::json& node);

    Parts parts_;
};

} // namespace seedbed::seed
