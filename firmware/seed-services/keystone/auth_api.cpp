// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/auth_api.hpp"

#include "firmware/seed-services/keystone/catalog.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr unsigned failuresAllowed = 10; // in a minute
constexpr auto failureDelay = std::chrono::milliseconds(250);
constexpr const char* refused = "The request you have made requires authentication.";

// Keystone writes microseconds.
std::string keystoneTime(std::chrono::system_clock::time_point time) {
    auto text = isoTime(time);
    text.pop_back();
    return text + ".000000Z";
}

nlohmann::json versionDocument(const SeedOptions& options) {
    return {{"id", "v3.14"},
            {"status", "stable"},
            {"updated", "2020-04-07T00:00:00Z"},
            {"links", {{{"rel", "self"}, {"href", options.url(port::keystone) + "/v3/"}}}},
            {"media-types",
             {{{"base", "application/json"}, {"type", "application/vnd.openstack.identity-v3+json"}}}}};
}

const nlohmann::json& domainDocument() {
    static const nlohmann::json domain = {{"id", defaultDomain}, {"name", "Default"}};
    return domain;
}

} // namespace

AuthApi::AuthApi(Parts parts, Router& router)
    : parts_(std::move(parts)), router_(router), throttle_(failuresAllowed) {
    router.addPublic("GET", "/", atOnce(this, &AuthApi::versions));
    router.addPublic("GET", "/v3", atOnce(this, &AuthApi::version));
    router.addPublic("POST", "/v3/auth/tokens", [this](Call call) { return authenticate(std::move(call)); });
    router.addPublic("POST", "/v3/ec2tokens", atOnce(this, &AuthApi::ec2Token));
    router.add("GET", "/v3/auth/tokens", atOnce(this, &AuthApi::validate));
    router.add("DELETE", "/v3/auth/tokens", atOnce(this, &AuthApi::revoke));
    router.add("GET", "/v3/auth/catalog", atOnce(this, &AuthApi::catalog));
    router.add("GET", "/v3/auth/projects", atOnce(this, &AuthApi::ownProjects));
}

HttpResponse AuthApi::versions(const Call&) {
    return json(300, {{"versions", {{"values", {versionDocument(parts_.options)}}}}});
}

HttpResponse AuthApi::version(const Call&) {
    return json(200, {{"version", versionDocument(parts_.options)}});
}

std::string AuthApi::userOf(const AuthRequest& request) {
    if (!request.userId.empty()) {
        return request.userId;
    }
    auto user = parts_.accounts.findByName(users(), request.userName);
    return user ? textOf(*user, "id") : std::string();
}

std::string AuthApi::projectOf(const AuthRequest& request, const std::string& userId) {
    if (request.scope == AuthRequest::Scope::unscoped) {
        return {};
    }
    if (request.scope == AuthRequest::Scope::standard) {
        auto user = parts_.accounts.find(users(), userId);
        auto standard = user ? textOf(*user, "default_project_id") : std::string();
        return parts_.accounts.identify(userId, standard) ? standard : std::string();
    }
    if (!request.projectId.empty()) {
        return request.projectId;
    }
    auto project = parts_.accounts.findByName(projects(), request.projectName);
    return project ? textOf(*project, "id") : "none of that name";
}

Result<Token> AuthApi::tokenFor(const AuthRequest& request) {
    Error error;
    error.kind = ErrorKind::refused;
    error.id = "AUTH-REFUSED";
    error.cause = refused;
    Token token;
    if (request.method == AuthRequest::Method::token) {
        auto parent = parts_.tokens.find(request.token.reveal());
        if (!parent) {
            return fail(std::move(error));
        }
        token.userId = parent->userId;
        token.expires = parent->expires;
        token.auditIds = {parent->auditIds.back()};
        token.methods = {"token", "password"};
    } else {
        token.userId = userOf(request);
        token.methods = {"password"};
        if (!parts_.accounts.passwordFits(token.userId, request.password) || request.foreignDomain) {
            return fail(std::move(error));
        }
    }
    token.projectId = projectOf(request, token.userId);
    if (!parts_.accounts.identify(token.userId, token.projectId)) {
        return fail(std::move(error));
    }
    return token;
}

asio::awaitable<HttpResponse> AuthApi::authenticate(Call call) {
    auto body = bodyOf(call.request);
    auto request = body ? parseAuthRequest(*body) : Result<AuthRequest>(fail(body.error()));
    if (!request) {
        co_return router_.refuse(request.error());
    }
    auto who = call.request.peerAddress + " " + request->userId + request->userName;
    if (!throttle_.allows(who, parts_.now())) {
        auto tooMany = router_.refuse(429, "Too many failed attempts; come again in a minute.");
        tooMany.headers.set("Retry-After", "60");
        co_return tooMany;
    }
    auto token = tokenFor(*request);
    if (!token) {
        throttle_.failed(who, parts_.now());
        co_await pause(failureDelay);
        co_return router_.refuse(401, refused);
    }
    throttle_.succeeded(who);
    co_return issued(std::move(*token));
}

HttpResponse AuthApi::issued(Token token) {
    auto made = parts_.tokens.issue(std::move(token));
    if (!made) {
        return router_.refuse(made.error());
    }
    auto response = json(201, {{"token", tokenBody(made->second)}});
    response.headers.set("X-Subject-Token", made->first.reveal());
    response.headers.set("Vary", "X-Auth-Token");
    return response;
}

nlohmann::json AuthApi::tokenBody(const Token& token) {
    nlohmann::json body = {{"methods", token.methods},
                           {"audit_ids", token.auditIds},
                           {"issued_at", keystoneTime(token.issued)},
                           {"expires_at", keystoneTime(token.expires)}};
    auto who = parts_.accounts.identify(token.userId, token.projectId).value_or(Identity());
    body["user"] = {{"id", token.userId},
                    {"name", who.userName},
                    {"domain", domainDocument()},
                    {"password_expires_at", nullptr}};
    if (token.projectId.empty()) {
        return body;
    }
    body["project"] = {{"id", token.projectId}, {"name", who.projectName}, {"domain", domainDocument()}};
    body["is_domain"] = false;
    body["roles"] = nlohmann::json::array();
    for (const auto& name : who.roles) {
        auto role = parts_.accounts.findByName(roles(), name);
        body["roles"].push_back({{"id", role ? textOf(*role, "id") : name}, {"name", name}});
    }
    body["catalog"] = catalogFor(parts_.options, token.projectId);
    return body;
}

HttpResponse AuthApi::validate(const Call& call) {
    auto subject = call.request.headers.get("X-Subject-Token").value_or("");
    auto token = parts_.tokens.find(subject);
    bool alive = token && parts_.accounts.identify(token->userId, token->projectId);
    if (!alive || (token->userId != call.who.userId && !call.who.isAdmin())) {
        return router_.refuse(404, "Could not find that token.");
    }
    auto response = json(200, {{"token", tokenBody(*token)}});
    response.headers.set("X-Subject-Token", subject);
    return response;
}

HttpResponse AuthApi::revoke(const Call& call) {
    auto subject = call.request.headers.get("X-Subject-Token").value_or("");
    auto token = parts_.tokens.find(subject);
    if (!token || (token->userId != call.who.userId && !call.who.isAdmin())) {
        return router_.refuse(404, "Could not find that token.");
    }
    auto gone = parts_.tokens.revoke(subject);
    return gone ? noContent() : router_.refuse(gone.error());
}

HttpResponse AuthApi::catalog(const Call& call) {
    return json(200, {{"catalog", catalogFor(parts_.options, call.who.projectId)},
                      {"links", {{"self", parts_.options.url(port::keystone) + "/v3/auth/catalog"}}}});
}

HttpResponse AuthApi::ownProjects(const Call& call) {
    auto found = nlohmann::json::array();
    auto all = parts_.accounts.list(projects());
    if (!all) {
        return router_.refuse(all.error());
    }
    for (auto& project : *all) {
        if (parts_.accounts.identify(call.who.userId, textOf(project, "id"))) {
            found.push_back(std::move(project));
        }
    }
    return json(200, {{"projects", std::move(found)}, {"links", nlohmann::json::object()}});
}

HttpResponse AuthApi::ec2Token(const Call& call) {
    auto body = bodyOf(call.request);
    if (!body) {
        return router_.refuse(body.error());
    }
    const auto& given = partOf(*body, body->contains("credentials") ? "credentials" : "ec2Credentials");
    std::map<std::string, std::string> parameters;
    for (const auto& [name, value] : partOf(given, "params").items()) {
        parameters[name] = value.is_string() ? value.get<std::string>() : value.dump();
    }
    parameters["AWSAccessKeyId"] = textOf(given, "access");
    parameters["Signature"] = textOf(given, "signature");
    auto who = parts_.verifier.verifyEc2(textOf(given, "verb"), textOf(given, "host"), textOf(given, "path"),
                                         parameters);
    // A stack user's keys open its own metadata only, never a token.
    if (!who || who->isStackUser() || !parts_.accounts.identify(who->userId, who->projectId)) {
        return router_.refuse(401, refused);
    }
    Token token;
    token.userId = who->userId;
    token.projectId = who->projectId;
    token.methods = {"ec2credential"};
    return issued(std::move(token));
}

} // namespace seedbed::seed
