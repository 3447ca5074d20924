// SPDX-License-Identifier: GPL-3.0-or-later
// A blade as an Ironic node: registered by name ("bay3") with its iLO and the MAC of its PXE FlexNIC, and followed
// by its history. Errors as OpenStack, and NODE-SERIAL-DIFFERS.
#pragma once

#include <string>
#include <vector>

#include "appliance/provision/openstack.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed {

struct NodeSpec {
    std::string name;
    std::string serial;
    std::string iloAddress;
    std::string user;
    Secret password;
    MacAddress mac;
    std::string deployKernel, deployRamdisk; // image ids
    int cpus = 1;
    int memoryMb = 0;
    int diskGb = 0;
};

// The node's uuid when it is registered exactly so; no value when it is absent or differs.
Task<std::optional<std::string>> findNode(OpenStack& openstack, NodeSpec spec);
// Creates or corrects the node and takes it to "available".
Task<std::string> ensureNode(OpenStack& openstack, NodeSpec spec);
Task<nlohmann::json> showNode(OpenStack& openstack, std::string node);
// History events, oldest first.
Task<std::vector<nlohmann::json>> nodeHistory(OpenStack& openstack, std::string node);

} // namespace seedbed
