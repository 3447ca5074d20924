// SPDX-License-Identifier: GPL-3.0-or-later
// What the kernel command line asks of the deploy agent (tripleo-deployment 9.6, firmware/contract). Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed::deploy_agent {

// Words of /proc/cmdline: name=value, or a bare name with an empty value. Double quotes keep blanks together.
// The last word of a name wins, as in the kernel.
using Words = std::map<std::string, std::string>;
Words parseWords(std::string_view commandLine);

// ip=<ip>:<boot server>:<gateway>:<netmask>
struct StaticAddress {
    Ipv4Address address;
    Ipv4Address bootServer;
    std::optional<Ipv4Address> gateway;
    Ipv4Address netmask;
};

struct DeployOrder {
    std::string deploymentId;
    std::string deploymentKey;
    std::string iqn;
    std::string apiUrl;             // no trailing slash
    std::vector<std::string> disks; // paths below /dev, first that exists wins
    MacAddress bootMac;
    StaticAddress network;
};

// Of the modern agent. Without disk= the disk is chosen by the node's hints, or as ironic-python-agent does
// it.
struct AgentOrder {
    std::string apiUrl; // no trailing slash
    std::vector<std::string> disks;
    MacAddress bootMac;
    StaticAddress network;
};

// root=UUID=..., root=LABEL=... or root=/dev/...
struct RootDevice {
    enum class By { uuid, label, path };
    By by = By::path;
    std::string value;
};

// Errors AGENT-ARGUMENT naming the word that is missing or wrong.
Result<StaticAddress> parseStaticAddress(const Words& words);
Result<MacAddress> parseBootInterface(const Words& words);
Result<DeployOrder> parseDeployOrder(const Words& words);
Result<AgentOrder> parseAgentOrder(const Words& words);
Result<RootDevice> parseRootDevice(const Words& words);
bool wantsTroubleshooting(const Words& words);

} // namespace seedbed::deploy_agent
