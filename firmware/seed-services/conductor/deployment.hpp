// SPDX-License-Identifier: GPL-3.0-or-later
// One node on its way to active: Ironic's deploy (deployment reference, 9.4, 10.3) as a table of phases; the
// node's deploy_interface says in which of three ways its ramdisk is spoken to and its disk written
// (node_writer.hpp). Each phase has its own limit and its own named error; what a phase proves goes to the
// node's history, where it is goes to the node document, so that a deployment can be taken up after a
// restart. Made by the Conductor, lives as long as the deployment; I/O thread. It ends in state active or
// deploy failed, never in between, save when the process stops.
#pragma once

#include <span>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/conductor/boot_entries.hpp"
#include "firmware/seed-services/conductor/disk_writer.hpp"
#include "firmware/seed-services/conductor/image_cache.hpp"
#include "firmware/seed-services/conductor/node_power.hpp"
#include "firmware/seed-services/conductor/node_writer.hpp"
#include "firmware/seed-services/core/parts.hpp"

namespace seedbed::seed {

// How long nothing may happen (what-users-expect.md, section 5).
struct DeployLimits {
    Duration image = std::chrono::minutes(30); // conversion to raw
    Duration power = std::chrono::seconds(60);
    Duration dhcp = std::chrono::seconds(40);
    Duration bootFiles = std::chrono::seconds(120);
    Duration callBack = std::chrono::seconds(120);
    Duration notice = std::chrono::seconds(10);
    Duration progressEvery = std::chrono::milliseconds(500); // between two notes of bytes written
    std::string disks = "cciss/c0d0,sda,hda,vda"; // what the ramdisk looks for, in this order
    WriteLimits write;
    WriterLimits writer;
};

// What deployments share; outlives them.
struct DeployParts {
    NodeBook& nodes;
    ImageCatalog& images;
    ImageCache& cache;
    NodePower& power;
    BootEntries& boot;
    DiskWriter& disks;
    DeployLimits limits;
};

class Deployment {
public:
    Deployment(asio::any_io_executor executor, DeployParts& parts, std::string nodeId);
    // `resumeAt` is the phase an earlier process was in; empty: from the start.
    asio::awaitable<void> run(std::string resumeAt);
    void onBoot(const BootEvent& event);
    // DEPLOY-KEY (refused), DEPLOY-ADDRESS, DEPLOY-IQN, NODE-STATE. The second call of the same ramdisk is
    // accepted.
    Result<> passDeployInfo(const nlohmann::json& info);
    // Of an agent. NODE-STATE: the node waits for no agent.
    Result<Secret> agentToken();
    // AGENT-TOKEN (invalid, as Ironic answers it), DEPLOY-ADDRESS, NODE-STATE.
    Result<> heartbeat(const nlohmann::json& body);
    void abort(std::string why);

private:
    struct Phase {
        std::string_view name;
        std::string_view state; // provision_state while in it
        Task<> (Deployment::*work)();
    };
    static std::span<const Phase> phases();
    Task<> pass(std::string_view resumeAt);
    Task<> enter(const Phase& phase);
    Task<> orAbort(Task<> work);
    asio::awaitable<void> untilAborted();

    Task<> prepare();
    Task<> powerOn();
    Task<> waitForDhcp();
    Task<> waitForBootFiles();
    Task<> waitForCallBack();
    Task<> writeDisk();
    Task<> bootFromDisk();
    Task<> giveNotice();

    Result<BootNode> bootNode(const nlohmann::json& node) const;
    Result<DeployBoot> deployBoot(const nlohmann::json& node);
    Task<DeployBoot> withImage(DeployBoot boot);
    Result<RamdiskCall> ramdiskCall() const;
    Task<> checkSerial(std::string agentUrl);
    Result<> acceptAgent(const std::string& url, const std::string& address);
    Result<> checkBlade(const std::string& address, const std::string& serial);
    Result<std::string> plannedSerial() const; // empty: the node names none
    Result<> giveToken();
    Task<> until(std::function<bool()> done, Duration limit, std::function<Error()> late);
    void onProgress(const WriteProgress& progress);
    void onWriteStep(WriteStep step);
    asio::awaitable<void> giveUp(Error error);
    bool mayPowerOff(const Error& error) const;
    Error noDhcp() const;
    Error trouble(ErrorKind kind, std::string id, std::string attempted, std::string cause,
                  std::string action) const;
    Result<> note(const nlohmann::json& changes);
    Result<> noteInternal(const nlohmann::json& changes);

    struct Seen {
        bool discover = false, dhcp = false, kernel = false, ramdisk = false;
    };

    asio::any_io_executor executor_;
    DeployParts& parts_;
    std::string id_;
    std::string name_; // "node bay3 (1234...)": for sentences
    std::string phase_;
    bool resumed_ = false;
    bool touched_ = false;   // the node's power was changed by us
    bool listening_ = false; // signs of life are of this deployment
    Seen seen_;
    RawImage image_;
    std::vector<std::string> macs_;
    DeployWay way_ = DeployWay::iscsi;
    Secret key_;
    Secret agentToken_;                  // empty until an agent has looked its node up
    std::optional<nlohmann::json> info_; // of pass_deploy_info or the first heartbeat, accepted
    std::optional<Error> rejected_;      // likewise, final
    std::unique_ptr<NodeWriter> writer_;
    std::optional<std::string> abort_;
    Event changed_;
    Event aborted_;
    std::chrono::steady_clock::time_point writeStart_{}, lastNote_{};
};

} // namespace seedbed::seed
