// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/auth_request.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/keystone/accounts.hpp"

namespace seedbed::seed {

namespace {

Error wrong(std::string cause) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = "AUTH-REQUEST";
    error.object = "authentication request";
    error.attempted = "read it";
    error.cause = std::move(cause);
    error.action = "use the method password or token, with a project as scope";
    return error;
}

bool isForeign(const nlohmann::json& owner) {
    const auto& domain = partOf(owner, "domain");
    auto id = textOf(domain, "id", defaultDomain);
    auto name = textOf(domain, "name", "Default");
    return id != defaultDomain || name != "Default";
}

Result<> readPassword(const nlohmann::json& identity, AuthRequest& request) {
    const auto& user = partOf(partOf(identity, "password"), "user");
    request.method = AuthRequest::Method::password;
    request.userId = textOf(user, "id");
    request.userName = textOf(user, "name");
    request.password = Secret(textOf(user, "password"));
    request.foreignDomain = isForeign(user);
    if (request.userId.empty() && request.userName.empty()) {
        return fail(wrong("it names no user"));
    }
    return {};
}

Result<> readScope(const nlohmann::json& scope, AuthRequest& request) {
    if (scope == "unscoped" || scope.contains("unscoped")) {
        request.scope = AuthRequest::Scope::unscoped;
        return {};
    }
    const auto& project = partOf(scope, "project");
    request.scope = AuthRequest::Scope::project;
    request.projectId = textOf(project, "id");
    request.projectName = textOf(project, "name");
    request.foreignDomain = request.foreignDomain || isForeign(project);
    if (request.projectId.empty() && request.projectName.empty()) {
        return fail(wrong("its scope is no project"));
    }
    return {};
}

} // namespace

Result<AuthRequest> parseAuthRequest(const nlohmann::json& body) {
    const auto& auth = partOf(body, "auth");
    const auto& identity = partOf(auth, "identity");
    auto methods = identity.value("methods", nlohmann::json::array());
    auto offers = [&methods](const char* method) {
        return std::find(methods.begin(), methods.end(), method) != methods.end();
    };
    AuthRequest request;
    if (offers("password")) {
        auto read = readPassword(identity, request);
        if (!read) {
            return fail(read.error());
        }
    } else if (offers("token")) {
        request.method = AuthRequest::Method::token;
        request.token = Secret(textOf(partOf(identity, "token"), "id"));
    } else {
        return fail(wrong("it offers neither a password nor a token"));
    }
    if (auth.contains("scope")) {
        auto read = readScope(auth["scope"], request);
        if (!read) {
            return fail(read.error());
        }
    }
    return request;
}

} // namespace seedbed::seed
