// SPDX-License-Identifier: GPL-3.0-or-later
// Exports a disk as LUN 1 of an iSCSI target on port 3260, open to every initiator: by the kernel's target (LIO)
// where there is one, else by tgtd. Measured order and pitfalls: blade-virtual-machines section 4.
#pragma once

#include <memory>
#include <string>

#include "firmware/deploy-agent/machine.hpp"

namespace seedbed::deploy_agent {

class DiskTarget {
public:
    virtual ~DiskTarget() = default;
    virtual std::string name() const = 0;
    virtual Result<> start(const std::string& iqn, const std::string& disk) = 0; // errors AGENT-LIO, AGENT-TGTD
    virtual Result<> stop() = 0; // sessions end, the disk is free afterwards
};

std::unique_ptr<DiskTarget> makeLioTarget();
std::unique_ptr<DiskTarget> makeTgtTarget();
// LIO when configfs has a target directory, never on Ground::namespaced: that kernel's target is not ours.
std::unique_ptr<DiskTarget> chooseTarget(Ground ground);

} // namespace seedbed::deploy_agent
