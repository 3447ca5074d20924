// SPDX-License-Identifier: GPL-3.0-or-later
// The seams between the seed services inside one process: who writes disks, who keeps images and nodes, who
// owns servers. Each service implements its own, main wires them. I/O thread only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::seed {

struct ImageFile {
    std::string id;
    std::string name;
    std::filesystem::path file;
    std::string diskFormat; // raw, qcow2, aki, ari
    std::uint64_t bytes = 0;
    std::string sha256;
    std::uint64_t virtualBytes = 0; // of the disk inside
};
// Glance's side for the others.
class ImageCatalog {
public:
    virtual ~ImageCatalog() = default;
    virtual Result<ImageFile> find(const std::string& idOrName) = 0; // IMAGE-ABSENT, IMAGE-NOT-ACTIVE
};

// Ironic's node records, kept as Ironic's own JSON documents in the store, and their history. A node is
// changed only by whoever holds its reservation; reservations are leases with a deadline.
class NodeBook {
public:
    virtual ~NodeBook() = default;
    virtual Result<nlohmann::json> find(const std::string& idOrName) = 0; // NODE-ABSENT
    virtual std::vector<nlohmann::json> all() = 0;
    virtual std::vector<std::string> macs(const std::string& nodeId) = 0; // addresses of its ports
    // Deep-merges into the stored node and stamps updated_at. Null removes a key.
    virtual Result<> patch(const std::string& nodeId, const nlohmann::json& changes) = 0;
    // Appends {event, event_type, severity, created_at (milliseconds), ...} to the node's history (API 1.78).
    virtual void record(const std::string& nodeId, const std::string& type, const std::string& text) = 0;
};

struct BootDeviceReading {
    std::string device; // in Ironic's words, empty when the controller holds none
    bool persistent = false;
};
// The conductor's verbs; each returns once the work is accepted, and reports through the NodeBook.
class ConductorVerbs {
public:
    virtual ~ConductorVerbs() = default;
    virtual Result<> setPower(const std::string& nodeId,
                              const std::string& target) = 0; // "power on", "power off", "rebooting"
    virtual Result<>
    setProvision(const std::string& nodeId,
                 const std::string& target) = 0; // active, rebuild, deleted, manage, provide, abort
    virtual Result<> passDeployInfo(const std::string& nodeId, const nlohmann::json& info) = 0;
    // A ramdisk has found its node: the token for this boot, once; empty when it was handed out before.
    virtual Result<Secret> agentToken(const std::string& nodeId) = 0;
    virtual Result<> heartbeat(const std::string& nodeId, const nlohmann::json& body) = 0;
    virtual Task<> setBootDevice(const std::string& nodeId, const std::string& device, bool persistent) = 0;
    virtual Task<BootDeviceReading> bootDevice(const std::string& nodeId) = 0; // as the controller holds it
};

struct ServerRequest {
    std::string id; // chosen by the caller
    std::string name;
    std::string projectId;
    std::string image;            // id or name
    std::string flavor;           // id or name
    std::string availabilityZone; // "nova::<node uuid>" pins the node
    std::string keyName;
    std::string userData;
    nlohmann::json* metadata = nullptr;
};
// What may change of a server that stays; what is not given stays as it is.
struct ServerChange {
    std::optional<std::string> name;
    std::optional<std::string> image; // id or name: written anew
    bool preserveEphemeral = false;
    const nlohmann::json* metadata = nullptr;
};
struct ServerStatus {
    std::string status; // BUILD, ACTIVE, ERROR, DELETED
    std::string fault;  // with ERROR
    std::string nodeId;
    std::string address; // on ctlplane
};
// Nova's side for Heat and for the API: a server is a node with an image.
class ServerBook {
public:
    virtual ~ServerBook() = default;
    virtual Result<> create(const ServerRequest& request) = 0;
    virtual Result<ServerStatus> status(const std::string& serverId) = 0;
    // A server that has the image already is not written again.
    virtual Result<> change(const std::string& serverId, const ServerChange& change) = 0;
    virtual Result<> remove(const std::string& serverId) = 0;
    virtual Result<nlohmann::json> show(const std::string& serverId) = 0; // as GET /servers/{id}
    // For the metadata service: which server has this address on the provisioning network.
    virtual std::optional<std::string> serverAt(const std::string& address) = 0;
    virtual std::optional<std::string> userData(const std::string& serverId) = 0;
};

struct PortRequest {
    std::string id; // chosen by the caller; a second call with the same changes nothing
    std::string name;
    std::string projectId;
    std::string network;                // id or name; empty: the one there is
    std::vector<std::string> addresses; // wanted ones; none: one of the range
};
// Neutron's side for Heat: addresses on the provisioning network that belong to no node, such as the
// virtual addresses of a cloud. Documents are Neutron's own.
class PortBook {
public:
    virtual ~PortBook() = default;
    virtual Result<nlohmann::json> create(const PortRequest& request) = 0; // NETWORK-ABSENT, ADDRESS-*
    virtual Result<nlohmann::json> port(const std::string& portId) = 0;    // PORT-ABSENT
    virtual Result<> rename(const std::string& portId, const std::string& name) = 0;
    virtual Result<> removePort(const std::string& portId) = 0; // no error when there is none
};

} // namespace seedbed::seed
