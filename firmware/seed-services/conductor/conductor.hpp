// SPDX-License-Identifier: GPL-3.0-or-later
// The conductor: power, boot device and provisioning of all nodes, in parallel, one change a node at a time.
// It accepts a verb at once and reports through the node book; the node's field `reservation` shows the lock,
// which belongs to this process: start() clears what an earlier one left, takes deployments up again and
// finishes deletions. Made by main, which starts and stops it; I/O thread. Errors of the verbs: NODE-ABSENT,
// NODE-LOCKED (conflict), NODE-STATE, NODE-NO-PORT, IMAGE-*, BOOT-OFF, NODE-BOOT-DEVICE.
#pragma once

#include <map>
#include <memory>

#include "firmware/seed-services/conductor/boot_service.hpp"
#include "firmware/seed-services/conductor/deployment.hpp"

namespace seedbed::seed {

class Conductor : public ConductorVerbs {
public:
    struct Parts {
        NodeBook& nodes;
        ImageCatalog& images;
        ImageCache& cache;
        NodePower& power;
        DiskWriter& disks;
        DeployLimits limits;
    };
    Conductor(asio::any_io_executor executor, Parts parts);
    // Without it (no provisioning network) nodes are switched, not deployed. Before start(); outlives the
    // conductor.
    void useBoot(BootEntries& boot);
    BootEventSink bootSink(); // what the boot service tells goes here

    asio::awaitable<void> start();
    asio::awaitable<void> stop(); // deployments stay where they are; the next start takes them up
    asio::awaitable<void> idle(); // until no work is left

    Result<> setPower(const std::string& nodeId, const std::string& target) override;
    Result<> setProvision(const std::string& nodeId, const std::string& target) override;
    Result<> passDeployInfo(const std::string& nodeId, const nlohmann::json& info) override;
    Result<Secret> agentToken(const std::string& nodeId) override;
    Result<> heartbeat(const std::string& nodeId, const nlohmann::json& body) override;
    Task<> setBootDevice(const std::string& nodeId, const std::string& device, bool persistent) override;
    Task<BootDeviceReading> bootDevice(const std::string& nodeId) override;

private:
    using Verb = Result<> (Conductor::*)(const nlohmann::json& node);
    struct Job {
        std::shared_ptr<Deployment> deployment; // none: a short change
        bool deleteAfter = false;
    };
    Result<> manage(const nlohmann::json& node);
    Result<> provide(const nlohmann::json& node);
    Result<> deploy(const nlohmann::json& node);
    Result<> remove(const nlohmann::json& node);
    Result<> abort(const nlohmann::json& node);

    Result<> checkFree(const std::string& id) const;
    Result<> checkDeployable(const nlohmann::json& node) const;
    // Takes the node's lock, runs the work, gives the lock back.
    void begin(const std::string& id, std::string what, asio::awaitable<void> work);
    asio::awaitable<void> locked(std::string id, asio::awaitable<void> work);
    void beginDeployment(const std::string& id, std::string resumeAt);
    asio::awaitable<void> deployThenMaybeDelete(std::string id, std::string resumeAt);
    asio::awaitable<void> verify(std::string id);
    asio::awaitable<void> tearDown(std::string id);
    asio::awaitable<void> switchPower(std::string id, std::string target);
    Task<> switchTo(std::string id, std::string target);
    asio::awaitable<void> restore(nlohmann::json node);
    asio::awaitable<void> serveActive(nlohmann::json node);
    void note(const std::string& id, const nlohmann::json& changes);

    asio::any_io_executor executor_;
    Parts parts_;
    BootEntries* boot_ = nullptr;
    std::unique_ptr<DeployParts> deployParts_;
    std::map<std::string, Job> jobs_;
    Nursery children_;
};

// The conductor with all that it stands on, for main: IPMI, the boot service when a provisioning network is
// given, the iSCSI writers, the image cache.
class ConductorHouse {
public:
    virtual ~ConductorHouse() = default;
    virtual ConductorVerbs& verbs() = 0;
    virtual Task<> start() = 0; // errors of BootService::start
    virtual asio::awaitable<void> stop() = 0;
};
std::unique_ptr<ConductorHouse> createConductor(asio::any_io_executor executor, const SeedOptions& options,
                                                NodeBook& nodes, ImageCatalog& images);

} // namespace seedbed::seed
