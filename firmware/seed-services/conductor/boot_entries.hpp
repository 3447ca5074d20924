// SPDX-License-Identifier: GPL-3.0-or-later
// The boot service as the deployment sees it: entries per node, and the signs of life that come back. I/O
// thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "firmware/seed-services/conductor/boot_plan.hpp"
#include "oa-bridge/async/task.hpp"

namespace seedbed::seed {

enum class BootSign { discover, dhcp, script, kernel, ramdisk, token };
struct BootEvent {
    std::string nodeId;
    BootSign sign = BootSign::discover;
    std::string text; // for the node's history
};
using BootEventSink = std::function<void(const BootEvent&)>;

class BootEntries {
public:
    virtual ~BootEntries() = default;
    virtual const BootNetwork& network() const = 0;
    // The node gets answers from now on; true once the DHCP server has read its line. Error BOOT-DHCP-DEAD.
    virtual Task<> set(BootNode node) = 0;
    virtual void remove(const std::string& nodeId) = 0;
    virtual Result<> putToken(const std::string& nodeId, const Secret& token) = 0; // token-<id> over TFTP
    virtual void dropToken(const std::string& nodeId) = 0;
    // MACs that asked for an address and belong to no entry: for the sentence of PXE-NO-DHCP.
    virtual std::vector<std::string> strangers() const = 0;
};

} // namespace seedbed::seed
