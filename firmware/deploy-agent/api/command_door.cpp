// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/api/command_door.hpp"

#include <algorithm>
#include <array>

#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "firmware/deploy-agent/api/conductor_messages.hpp"
#include "firmware/posix/serial_number.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

using Json = nlohmann::json;
using namespace std::chrono_literals;

constexpr auto kRequestTime = 5s;
constexpr std::size_t kRequestLimit = 100u << 20; // a config drive comes with its command
const std::string kCommandsPath = "/v1/commands";

posix::HttpReply jsonReply(unsigned status, const Json& body) {
    return {status, body.dump(-1, ' ', true, Json::error_handler_t::replace)};
}

// In the form of the original agent's framework.
posix::HttpReply refusal(unsigned status, const std::string& why) {
    return jsonReply(status, {{"faultcode", status >= 500 ? "Server" : "Client"}, {"faultstring", why}});
}

unsigned statusOf(const Error& error) {
    return error.kind == ErrorKind::notFound ? 404 : error.kind == ErrorKind::conflict ? 409 : 400;
}

std::string wordOf(const posix::HttpRequestIn& request, const std::string& name) {
    auto found = request.query.find(name);
    return found == request.query.end() ? "" : found->second;
}

// With and without /v1, and with a slash at the end or without.
std::string plainPath(std::string path) {
    while (path.size() > 1 && path.ends_with('/')) {
        path.pop_back();
    }
    return startsWith(path, "/v1") || path == "/" ? path : "/v1" + path;
}

Json statusDocument() {
    return {{"version", kAgentVersion}, {"serial", posix::serialNumber()}};
}

Json rootDocument() {
    const Json version = {{"id", "v1"}, {"links", Json::array()}};
    return {{"name", "OpenStack Ironic Python Agent API"},
            {"description", "seedbed-agent"},
            {"versions", {version}},
            {"default_version", version}};
}

// A request that is complete; nothing when it does not come in time or is none.
std::optional<posix::HttpRequestIn> readRequest(const posix::Descriptor& connection) {
    const auto deadline = posix::Clock::now() + kRequestTime;
    std::string text;
    std::vector<char> block(65536);
    while (posix::waitFor(connection.get(), POLLIN, deadline)) {
        auto count = ::read(connection.get(), block.data(), block.size());
        if (count <= 0) {
            return std::nullopt;
        }
        text.append(block.data(), static_cast<std::size_t>(count));
        auto request = posix::parseRequest(text, kRequestLimit);
        if (!request || *request) {
            return request ? *request : std::nullopt;
        }
    }
    return std::nullopt;
}

void send(const posix::Descriptor& connection, const posix::HttpReply& reply) {
    // who asked and left does not need it
    static_cast<void>(
        posix::writeAll(connection, posix::replyText(reply), posix::Clock::now() + kRequestTime));
    ::shutdown(connection.get(), SHUT_WR);
}

} // namespace

Result<CommandDoor> CommandDoor::open(Commands& commands, std::uint16_t port) {
    posix::Descriptor listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    int on = 1;
    ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_port = htons(port);
    socklen_t size = sizeof any;
    if (::bind(listener.get(), reinterpret_cast<sockaddr*>(&any), size) != 0 ||
        ::listen(listener.get(), 16) != 0 ||
        ::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&any), &size) != 0) {
        return fail(posix::systemError("AGENT-DOOR", "port " + std::to_string(port), "listen"));
    }
    CommandDoor door(commands, std::move(listener));
    door.port_ = ntohs(any.sin_port);
    return door;
}

void CommandDoor::serve() {
    posix::Descriptor connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    auto request = connection ? readRequest(connection) : std::nullopt;
    if (!request) {
        send(connection, refusal(400, "not a request that this agent reads"));
        return;
    }
    auto reply = answer(*request);
    if (reply) {
        send(connection, *reply);
    } else {
        waiting_.emplace_back(std::move(connection), awaited_);
    }
}

void CommandDoor::giveAnswers() {
    for (auto& [connection, id] : waiting_) {
        if (!commands_.isRunning(id)) {
            send(connection, jsonReply(200, commands_.document(id).value_or(Json())));
            connection.reset();
        }
    }
    std::erase_if(waiting_, [](const auto& one) { return !one.first; });
}

bool CommandDoor::mayCommand(const posix::HttpRequestIn& request) const {
    return !token_.empty() && Secret(wordOf(request, "agent_token")) == token_;
}

bool CommandDoor::mayRead(const posix::HttpRequestIn& request) {
    readsNeedToken_ = readsNeedToken_ || mayCommand(request);
    return !readsNeedToken_ || mayCommand(request);
}

std::optional<posix::HttpReply> CommandDoor::answer(const posix::HttpRequestIn& request) {
    const auto path = plainPath(request.path);
    const bool ofCommands = path == kCommandsPath || startsWith(path, kCommandsPath + "/");
    if (request.method == "POST" && path == kCommandsPath) {
        return mayCommand(request) ? command(request) : refusal(401, "Token invalid.");
    }
    if (request.method != "GET") {
        return refusal(405, "method not allowed");
    }
    if (ofCommands && !mayRead(request)) {
        return refusal(401, "Token invalid.");
    }
    if (path == kCommandsPath) {
        return jsonReply(200, {{"commands", commands_.list()}});
    }
    if (ofCommands) {
        return shown(path.substr(kCommandsPath.size() + 1), request);
    }
    return path == "/v1/status"           ? jsonReply(200, statusDocument())
           : path == "/" || path == "/v1" ? jsonReply(200, rootDocument())
                                          : refusal(404, "not found");
}

std::optional<posix::HttpReply> CommandDoor::command(const posix::HttpRequestIn& request) {
    const auto body = Json::parse(request.body, nullptr, false);
    const bool good = body.is_object() && body.contains("name") && body["name"].is_string() &&
                      body.contains("params") && body["params"].is_object();
    if (!good) {
        return refusal(400, "Missing or invalid name or params");
    }
    auto id = commands_.run(body["name"].get<std::string>(), body["params"]);
    return id ? shown(*id, request)
              : refusal(statusOf(id.error()), id.error().object + ": " + id.error().cause);
}

std::optional<posix::HttpReply> CommandDoor::shown(const std::string& id,
                                                   const posix::HttpRequestIn& request) {
    auto document = commands_.document(id);
    if (document && commands_.isRunning(id) && lower(wordOf(request, "wait")) == "true") {
        awaited_ = id;
        return std::nullopt;
    }
    return document ? jsonReply(200, *document) : refusal(404, "there is no command " + id);
}

} // namespace seedbed::deploy_agent
