// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/api/conductor_messages.hpp"

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;

constexpr const char* kApiVersion = "1.62"; // the first with tokens
constexpr const char* kMasked = "******";   // instead of a token that was handed out before

posix::HttpMessage messageTo(std::string url, std::string method) {
    posix::HttpMessage message;
    message.method = std::move(method);
    message.url = std::move(url);
    message.headers = {{"Accept", "application/json"},
                       {"Content-Type", "application/json"},
                       {"X-OpenStack-Ironic-API-Version", kApiVersion}};
    return message;
}

tl::unexpected<Error> answered(std::string id, ErrorKind kind, const posix::HttpReply& reply,
                               std::string attempted) {
    return fail({.kind = kind,
                 .id = std::move(id),
                 .object = "conductor",
                 .attempted = std::move(attempted),
                 .cause = "status " + std::to_string(reply.status) + " " + reply.body.substr(0, 300),
                 .action = "look at the node in Ironic, and at the conductor's log"});
}

} // namespace

posix::HttpMessage lookupMessage(const std::string& apiUrl, const std::vector<std::string>& macs) {
    std::string addresses;
    for (const auto& mac : macs) {
        addresses += (addresses.empty() ? "" : ",") + mac;
    }
    return messageTo(apiUrl + "/v1/lookup?addresses=" + posix::percentEncode(addresses), "GET");
}

Result<Lookup> readLookup(const posix::HttpReply& reply) {
    if (reply.status != 200) {
        return answered("AGENT-LOOKUP", reply.status == 404 ? ErrorKind::notFound : ErrorKind::busy, reply,
                        "look the node up");
    }
    const auto body = Json::parse(reply.body, nullptr, false);
    const auto node = body.is_object() ? body.value("node", Json()) : Json();
    const auto config = body.is_object() ? body.value("config", Json()) : Json();
    if (!node.is_object() || !node.contains("uuid") || !node["uuid"].is_string() || !config.is_object()) {
        return answered("AGENT-LOOKUP", ErrorKind::nonsense, reply, "read the node");
    }
    Lookup lookup;
    lookup.node = node;
    auto token = config.find("agent_token");
    if (token != config.end() && token->is_string() && *token != kMasked) {
        lookup.token = Secret(token->get<std::string>());
    }
    auto timeout = config.find("heartbeat_timeout");
    if (timeout != config.end() && timeout->is_number_unsigned()) {
        lookup.heartbeatTimeout = std::chrono::seconds(timeout->get<std::uint32_t>());
    }
    return lookup;
}

posix::HttpMessage heartbeatMessage(const std::string& apiUrl, const Heartbeat& heartbeat) {
    auto message = messageTo(apiUrl + "/v1/heartbeat/" + posix::percentEncode(heartbeat.nodeId), "POST");
    message.body = Json{{"callback_url", heartbeat.callbackUrl},
                        {"agent_token", heartbeat.token.reveal()},
                        {"agent_version", kAgentVersion}}
                       .dump();
    return message;
}

Result<> readHeartbeat(const posix::HttpReply& reply) {
    if (reply.status < 300) {
        return {};
    }
    const bool unknown = reply.status == 400 || reply.status == 401 || reply.status == 404;
    return answered("AGENT-HEARTBEAT",
                    unknown               ? ErrorKind::refused
                    : reply.status == 409 ? ErrorKind::conflict
                                          : ErrorKind::busy,
                    reply, "heartbeat");
}

} // namespace seedbed::deploy_agent
