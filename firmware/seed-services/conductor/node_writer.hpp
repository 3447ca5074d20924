// SPDX-License-Identifier: GPL-3.0-or-later
// The three ways an image gets onto a node's disk, behind one interface: the ramdisk of 2014 exports the disk
// and waits for a notice ("iscsi"); an agent does the same as a step ("custom-agent"); an agent pulls the
// image and writes it itself
// ("direct"). A deployment makes one when its ramdisk has called. I/O thread. Errors of DiskWriter, AGENT-*,
// DEPLOY-NOTICE, DEPLOY-STALLED, IMAGE-READ-BACK.
#pragma once

#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/conductor/agent_client.hpp"
#include "firmware/seed-services/conductor/disk_writer.hpp"

namespace seedbed::seed {

enum class DeployWay { iscsi, iscsiStep, direct };
std::optional<DeployWay> deployWay(const std::string& deployInterface);

struct WriterLimits {
    Duration stall = std::chrono::seconds(120);      // an agent's command without progress
    Duration every = std::chrono::milliseconds(500); // between two questions for it
    int noticePort = 10000;
};

class NodeWriter {
public:
    virtual ~NodeWriter() = default;
    virtual Task<> write(WriteOrder order, ProgressSink progress) = 0; // until it is read back and equal
    virtual Task<> release() = 0;                                      // the node restarts into its disk
};

// What the ramdisk has told, and what it is told about its node.
struct RamdiskCall {
    DeployWay way = DeployWay::iscsi;
    std::string address;
    std::string agentUrl; // of an agent
    Secret token;         // likewise
    nlohmann::json node;  // as the agent sees it
    std::string imageUrl; // for one that pulls
};
std::unique_ptr<NodeWriter> makeNodeWriter(RamdiskCall call, DiskWriter& disks, WriterLimits limits);

} // namespace seedbed::seed
