// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/provision/openstack.hpp"

#include <fmt/format.h>

#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

constexpr auto kIronicVersion = "1.78"; // node history

Error answerError(const HttpCall& request, const HttpResponse& response) {
    Error error{.kind = ErrorKind::internal,
                .id = "OPENSTACK-ANSWER",
                .object = request.url,
                .attempted = request.method,
                .cause = fmt::format("status {}: {}", response.status, log::printable(response.body, 400)),
                .action = "look at the engine's log"};
    switch (response.status) {
    case 401:
    case 403:
        error.kind = ErrorKind::refused;
        error.id = "OPENSTACK-REFUSED";
        error.action = "check user, project and password of the engine";
        break;
    case 404:
        error.kind = ErrorKind::notFound;
        error.id = "OPENSTACK-ABSENT";
        break;
    case 409:
        error.kind = ErrorKind::conflict;
        error.id = "OPENSTACK-CONFLICT";
        break;
    case 400:
        error.kind = ErrorKind::invalid;
        break;
    case 503:
        error.kind = ErrorKind::busy;
        break;
    default:
        break;
    }
    return error;
}

nlohmann::json loginBody(const EngineAccess& access) {
    const nlohmann::json domain{{"id", "default"}};
    nlohmann::json user{{"name", access.user}, {"domain", domain}, {"password", access.password.reveal()}};
    nlohmann::json identity{{"methods", {"password"}}, {"password", {{"user", user}}}};
    nlohmann::json scope{{"project", {{"name", access.project}, {"domain", domain}}}};
    return {{"auth", {{"identity", identity}, {"scope", scope}}}};
}

} // namespace

Result<std::string> needText(const nlohmann::json& answer, const char* key, const std::string& what) {
    auto value = field::text(answer, key);
    if (value.empty()) {
        const auto shown = answer.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
        return fail({.kind = ErrorKind::nonsense,
                     .id = "OPENSTACK-NONSENSE",
                     .object = what,
                     .attempted = fmt::format("read \"{}\"", key),
                     .cause = "the answer is " + log::printable(shown, 300),
                     .action = "look at the engine's log, and at its version"});
    }
    return value;
}

Task<> OpenStack::logIn() {
    HttpCall request("POST", access_.identityUrl + "/auth/tokens");
    request.headers.set("Content-Type", "application/json");
    request.body = loginBody(access_).dump();
    auto response = co_await httpCall(request);
    if (!response) {
        Error error = response.error();
        error.id = "OPENSTACK-UNREACHABLE";
        co_return fail(error);
    }
    if (response->status != 201) {
        co_return fail(answerError(request, *response));
    }
    auto body = parseJson(response->body, "the token");
    if (!body) {
        co_return fail(body.error());
    }
    token_ = Secret(response->headers.get("X-Subject-Token").value_or(""));
    const auto& token = field::object(*body, "token");
    projectId_ = field::text(field::object(token, "project"), "id");
    endpoints_.clear();
    for (const auto& service : field::list(token, "catalog")) {
        for (const auto& endpoint : field::list(service, "endpoints")) {
            if (field::text(endpoint, "interface") == "public") {
                endpoints_[field::text(service, "type")] = field::text(endpoint, "url");
            }
        }
    }
    co_return Result<>();
}

Task<HttpResponse> OpenStack::once(HttpCall request, const std::string& service, const std::string& path) {
    auto endpoint = endpoints_.find(service);
    if (endpoint == endpoints_.end()) {
        co_return fail({.kind = ErrorKind::unsupported,
                        .id = "OPENSTACK-NO-SERVICE",
                        .object = access_.identityUrl,
                        .attempted = "find the service " + service,
                        .cause = "the catalog does not list it",
                        .action = "use an engine that has it"});
    }
    request.url = endpoint->second + path;
    request.headers.set("X-Auth-Token", token_.reveal());
    if (service == "baremetal") {
        request.headers.set("X-OpenStack-Ironic-API-Version", kIronicVersion);
    }
    auto response = co_await httpCall(request);
    if (!response) {
        Error error = response.error();
        error.id = "OPENSTACK-UNREACHABLE";
        co_return fail(error);
    }
    if (response->status >= 400) {
        co_return fail(answerError(request, *response));
    }
    co_return response;
}

Task<HttpResponse> OpenStack::call(HttpCall request, const std::string& service, const std::string& path) {
    if (!token_.empty()) {
        auto response = co_await once(request, service, path);
        if (response || response.error().id != "OPENSTACK-REFUSED") {
            co_return response;
        }
    }
    auto loggedIn = co_await logIn();
    if (!loggedIn) {
        co_return fail(loggedIn.error());
    }
    auto response = co_await once(std::move(request), service, path);
    co_return response;
}

Task<nlohmann::json> OpenStack::get(const std::string& service, const std::string& path) {
    HttpCall request("GET", "");
    auto response = co_await call(std::move(request), service, path);
    if (!response) {
        co_return fail(response.error());
    }
    co_return parseJson(response->body, service + path);
}

Task<nlohmann::json> OpenStack::send(const std::string& method, const std::string& service, const std::string& path,
                                     const nlohmann::json& body) {
    HttpCall request(method, "");
    request.headers.set("Content-Type", "application/json");
    request.body = body.dump();
    auto response = co_await call(std::move(request), service, path);
    if (!response) {
        co_return fail(response.error());
    }
    if (response->body.empty()) {
        co_return nlohmann::json::object();
    }
    co_return parseJson(response->body, service + path);
}

Task<> OpenStack::remove(const std::string& service, const std::string& path) {
    HttpCall request("DELETE", "");
    auto response = co_await call(std::move(request), service, path);
    if (!response) {
        co_return fail(response.error());
    }
    co_return Result<>();
}

Task<> OpenStack::upload(const std::string& service, const std::string& path, const std::filesystem::path& file) {
    HttpCall request("PUT", "");
    request.headers.set("Content-Type", "application/octet-stream");
    request.bodyFile = file;
    request.deadline = std::chrono::minutes(30);
    auto response = co_await call(std::move(request), service, path);
    if (!response) {
        co_return fail(response.error());
    }
    co_return Result<>();
}

} // namespace seedbed
