// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/agent_client.hpp"

#include <fmt/format.h>

#include "firmware/seed-services/core/service.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

using Json = nlohmann::json;

constexpr std::uint64_t replyLimit = 16u << 20;
constexpr auto replyTime = std::chrono::seconds(30);

Error agentError(ErrorKind kind, std::string id, const std::string& url, std::string attempted,
                 std::string cause) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.object = "agent " + url;
    error.attempted = std::move(attempted);
    error.cause = std::move(cause);
    error.action = "look at the node's console: the agent says there what it does";
    return error;
}

// What the agent says about a command; its own errors come through as they are.
Result<AgentCommand> commandOf(const Json& document, const std::string& url) {
    AgentCommand command;
    command.id = textOf(document, "id");
    const auto status = textOf(document, "command_status");
    const auto name = textOf(document, "command_name");
    if (command.id.empty() || status.empty()) {
        return fail(agentError(ErrorKind::nonsense, "AGENT-NONSENSE", url, "read a command's state",
                               log::printable(document.dump(), 200)));
    }
    command.running = status == "RUNNING";
    command.result = document.contains("command_result") ? document["command_result"] : Json();
    if (command.running || status == "SUCCEEDED") {
        return command;
    }
    const auto said = textOf(partOf(document, "command_error"), "details", "it does not say why");
    auto error = errorFromSentence(ErrorKind::internal, log::printable(said, 600));
    if (error.id.empty()) {
        error = agentError(ErrorKind::internal, "AGENT-COMMAND", url, name, log::printable(said, 600));
    }
    return fail(error.withContext(name));
}

} // namespace

// The token is part of the URL in this protocol, so no error may carry that.
Task<Json> AgentClient::ask(std::string method, std::string path, std::string body) const {
    const auto mark = path.find('?') == std::string::npos ? "?" : "&";
    HttpCall call(method, url_ + path + mark + "agent_token=" + percentEncode(token_.reveal()));
    call.headers.set("Content-Type", "application/json");
    call.body = std::move(body);
    call.bodyLimit = replyLimit;
    call.deadline = replyTime;
    auto reply = co_await httpCall(std::move(call));
    const auto attempted = method + " " + path;
    if (!reply) {
        co_return fail(
            agentError(ErrorKind::unreachable, "AGENT-UNREACHABLE", url_, attempted, reply.error().cause));
    }
    auto document = parseJson(reply->body, "the agent's answer");
    if (reply->status >= 400) {
        const auto said = document && document->is_object() ? textOf(*document, "faultstring") : "";
        const auto kind = reply->status == 409 ? ErrorKind::conflict : ErrorKind::refused;
        co_return fail(agentError(kind, "AGENT-REFUSED", url_, attempted,
                                  fmt::format("status {} {}", reply->status, log::printable(said, 300))));
    }
    if (!document || !document->is_object()) {
        co_return fail(agentError(ErrorKind::nonsense, "AGENT-NONSENSE", url_, attempted,
                                  "its answer is no JSON object"));
    }
    co_return std::move(*document);
}

Task<AgentCommand> AgentClient::send(std::string name, Json params) const {
    const Json body{{"name", name}, {"params", std::move(params)}};
    auto document = co_await ask("POST", "/v1/commands/?wait=false", body.dump());
    co_return document ? commandOf(*document, url_) : fail(document.error().withContext(name));
}

Task<AgentCommand> AgentClient::follow(std::string id) const {
    auto document = co_await ask("GET", "/v1/commands/" + id, std::string());
    co_return document ? commandOf(*document, url_) : fail(document.error());
}

Task<AgentCommand> AgentClient::stepAtWork(std::string step) const {
    auto document = co_await ask("GET", "/v1/commands/", std::string());
    if (!document) {
        co_return fail(document.error());
    }
    AgentCommand newest;
    const auto commands = document->value("commands", Json::array());
    for (const auto& entry : commands.is_array() ? commands : Json::array()) {
        auto command = commandOf(entry, url_);
        const auto& done = textOf(partOf(partOf(entry, "command_result"), "deploy_step"), "step");
        const bool ofStep = command && textOf(entry, "command_name") == "execute_deploy_step" &&
                            (command->running || done == step);
        if (ofStep) {
            newest = *command;
        }
    }
    co_return newest;
}

Task<Json> AgentClient::status() const {
    auto document = co_await ask("GET", "/v1/status", std::string());
    co_return document;
}

} // namespace seedbed::seed
