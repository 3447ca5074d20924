// SPDX-License-Identifier: GPL-3.0-or-later
// What the agent says to Ironic: lookup and heartbeat (tripleo-deployment 10.4). Pure. Errors AGENT-LOOKUP,
// AGENT-HEARTBEAT.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "firmware/posix/http_text.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::deploy_agent {

inline constexpr const char* kAgentVersion =
    "9.4.0"; // of the protocol: the release whose commands are spoken

struct Lookup {
    nlohmann::json node;
    Secret token; // empty: it was handed out before
    std::chrono::seconds heartbeatTimeout{300};
};
posix::HttpMessage lookupMessage(const std::string& apiUrl, const std::vector<std::string>& macs);
// Kind notFound: the node is not waiting for a ramdisk (yet).
Result<Lookup> readLookup(const posix::HttpReply& reply);

struct Heartbeat {
    std::string nodeId;
    std::string callbackUrl;
    Secret token;
};
posix::HttpMessage heartbeatMessage(const std::string& apiUrl, const Heartbeat& heartbeat);
// Kind conflict: the node is locked, try again soon. Kind refused: the conductor does not know this token.
Result<> readHeartbeat(const posix::HttpReply& reply);

} // namespace seedbed::deploy_agent
