// SPDX-License-Identifier: GPL-3.0-or-later
// A deployment and the agent of its ramdisk: token, heartbeats, and what the writers need to know of it.
#include <charconv>

#include <fmt/format.h>

#include "firmware/contract/history.hpp"
#include "firmware/seed-services/conductor/deployment.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

using Json = nlohmann::json;

// The address in "http://192.0.2.21:9999"; no value for anything else.
std::optional<std::string> callbackAddress(const std::string& url) {
    constexpr std::string_view scheme = "http://";
    const auto colon = url.rfind(':');
    if (!startsWith(url, scheme) || colon < scheme.size()) {
        return std::nullopt;
    }
    int number = 0;
    const auto* end = url.data() + url.size();
    const auto [after, code] = std::from_chars(url.data() + colon + 1, end, number);
    const bool good = code == std::errc() && after == end && number > 0 && number < 65536;
    const auto address = url.substr(scheme.size(), colon - scheme.size());
    return good && Ipv4Address::parse(address) ? std::optional(address) : std::nullopt;
}

} // namespace

Result<Secret> Deployment::agentToken() {
    if (way_ == DeployWay::iscsi || !listening_ || phase_ == "prepare") {
        return fail(
            trouble(ErrorKind::notFound, "NODE-STATE", "look it up", "it waits for no agent", "call again"));
    }
    if (!agentToken_.empty()) {
        return Secret();
    }
    agentToken_ = randomSecret(32);
    if (auto kept = noteInternal({{"agent_secret_token", agentToken_.reveal()}}); !kept) {
        return fail(kept.error());
    }
    return agentToken_;
}

Result<> Deployment::heartbeat(const Json& body) {
    if (agentToken_.empty() || !(Secret(textOf(body, "agent_token")) == agentToken_)) {
        return fail(trouble(ErrorKind::invalid, "AGENT-TOKEN", "heartbeat",
                            "Invalid or missing agent token received.",
                            "only the agent of this boot may call"));
    }
    const auto url = textOf(body, "callback_url");
    const auto address = callbackAddress(url);
    if (textOf(body, "agent_version").empty() || !address ||
        !parts_.boot.network().net.contains(*Ipv4Address::parse(*address))) {
        return fail(trouble(ErrorKind::invalid, "DEPLOY-ADDRESS", "heartbeat",
                            "agent_version is missing, or callback_url is not on the provisioning network",
                            "look at the node's console"));
    }
    if (info_) {
        return textOf(*info_, "agent_url") == url
                   ? Result<>()
                   : fail(trouble(ErrorKind::invalid, "DEPLOY-ADDRESS", "heartbeat",
                                  "callback_url has changed", "none"));
    }
    return acceptAgent(url, *address);
}

Result<> Deployment::acceptAgent(const std::string& url, const std::string& address) {
    if (auto kept = noteInternal({{"agent_url", url}, {"deploy_target", {{"address", address}}}}); !kept) {
        return kept;
    }
    info_ = Json{{"address", address}, {"agent_url", url}};
    parts_.nodes.record(id_, std::string(history::ramdiskUp), "heartbeat of the agent at " + url);
    changed_.notifyAll();
    return {};
}

// Before anything is written: is it the blade that the plan names? The ramdisk of 2014 has told with its
// call.
Task<> Deployment::checkSerial(std::string agentUrl) {
    if (way_ == DeployWay::iscsi) {
        co_return Result<>();
    }
    const AgentClient agent(agentUrl, agentToken_);
    auto told = co_await agent.status();
    if (!told) {
        co_return fail(told.error());
    }
    co_return checkBlade(agentUrl, textOf(*told, "serial"));
}

Result<RamdiskCall> Deployment::ramdiskCall() const {
    auto node = parts_.nodes.find(id_);
    if (!node) {
        return fail(node.error());
    }
    const auto& internal = partOf(*node, "driver_internal_info");
    RamdiskCall call;
    call.way = way_;
    call.address = textOf(partOf(internal, "deploy_target"), "address");
    call.agentUrl = textOf(internal, "agent_url");
    call.token = agentToken_;
    call.node = {{"uuid", id_},
                 {"name", textOf(*node, "name")},
                 {"deploy_interface", textOf(*node, "deploy_interface")},
                 {"properties", partOf(*node, "properties")}};
    call.imageUrl = imageUrl(parts_.boot.network(), id_);
    return call;
}

} // namespace seedbed::seed
