// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/account_api.hpp"

#include <algorithm>

#include "firmware/seed-services/keystone/catalog.hpp"

namespace seedbed::seed {

namespace {

constexpr const char* grantPattern = "/v3/projects/{project}/users/{user}/roles/{role}";

// Query fields that narrow a list: every query argument that the documents have.
bool matches(const nlohmann::json& document, const HttpRequest& request) {
    for (const auto& [name, value] : request.query()) {
        auto field = document.find(name);
        if (field == document.end()) {
            continue;
        }
        auto text = field->is_string() ? field->get<std::string>() : field->dump();
        auto wanted = field->is_boolean() ? (value == "0" || value == "False" ? "false" : "true") : value;
        if (text != wanted) {
            return false;
        }
    }
    return true;
}

bool mayAct(const Call& call, const std::string& userId) {
    return call.who.isAdmin() || call.who.userId == userId;
}

nlohmann::json documentOf(const Accounts::KeyPair& keys) {
    return {{"access", keys.access},       {"secret", keys.secret}, {"user_id", keys.userId},
            {"tenant_id", keys.projectId}, {"trust_id", nullptr},   {"links", nlohmann::json::object()}};
}

} // namespace

AccountApi::AccountApi(Accounts& accounts, SeedOptions options, Router& router)
    : accounts_(accounts), options_(std::move(options)), router_(router) {
    addCollection(projects());
    addCollection(users());
    addCollection(roles());
    addRoleRoutes();
    addFixedLists();
    addKeyPairRoutes();
}

void AccountApi::addCollection(const Collection& collection) {
    using Verb = HttpResponse (AccountApi::*)(const Collection&, const Call&);
    auto bound = [this, &collection](Verb verb) {
        return atOnce(
            [this, &collection, verb](const Call& call) { return (this->*verb)(collection, call); });
    };
    std::string all = std::string("/v3/") + collection.many;
    router_.addAdmin("GET", all, bound(&AccountApi::listAll));
    router_.addAdmin("POST", all, bound(&AccountApi::create));
    router_.add("GET", all + "/{id}", bound(&AccountApi::show));
    router_.addAdmin("PATCH", all + "/{id}", bound(&AccountApi::change));
    router_.addAdmin("DELETE", all + "/{id}", bound(&AccountApi::remove));
}

void AccountApi::addRoleRoutes() {
    router_.add("POST", "/v3/users/{id}/password", atOnce(this, &AccountApi::changePassword));
    router_.add("GET", "/v3/users/{id}/projects", atOnce(this, &AccountApi::projectsOfUser));
    router_.addAdmin("PUT", grantPattern, atOnce(this, &AccountApi::grant));
    router_.addAdmin("GET", grantPattern, atOnce(this, &AccountApi::checkGrant));
    router_.addAdmin("DELETE", grantPattern, atOnce(this, &AccountApi::revokeGrant));
    router_.addAdmin("GET", "/v3/projects/{project}/users/{user}/roles",
                     atOnce(this, &AccountApi::listGrants));
    router_.addAdmin("GET", "/v3/role_assignments", atOnce(this, &AccountApi::listAssignments));
}

void AccountApi::addFixedLists() {
    std::vector<nlohmann::json> domains = {{{"id", defaultDomain},
                                            {"name", "Default"},
                                            {"description", "The default domain"},
                                            {"enabled", true}}};
    std::vector<nlohmann::json> regions = {
        {{"id", region}, {"description", ""}, {"parent_region_id", nullptr}}};
    struct Fixed {
        const char* one;
        const char* many;
        std::vector<nlohmann::json> documents;
    };
    const Fixed lists[] = {{"domain", "domains", std::move(domains)},
                           {"region", "regions", std::move(regions)},
                           {"service", "services", serviceList()},
                           {"endpoint", "endpoints", endpointList(options_)}};
    for (const auto& fixed : lists) {
        auto list = [this, fixed](const Call& call) {
            auto documents = fixed.documents;
            std::erase_if(documents,
                          [&call](const auto& document) { return !matches(document, call.request); });
            return listOf(fixed.many, documents);
        };
        auto show = [this, fixed](const Call& call) {
            auto found = std::find_if(fixed.documents.begin(), fixed.documents.end(),
                                      [&call](const auto& d) { return d["id"] == call.path.at("id"); });
            return found != fixed.documents.end() ? json(200, {{fixed.one, *found}})
                                                  : router_.refuse(404, "Could not find it.");
        };
        router_.add("GET", std::string("/v3/") + fixed.many, atOnce(list));
        router_.add("GET", std::string("/v3/") + fixed.many + "/{id}", atOnce(show));
    }
}

void AccountApi::addKeyPairRoutes() {
    const std::string all = "/v3/users/{user}/credentials/OS-EC2";
    router_.add("POST", all, atOnce(this, &AccountApi::createKeyPair));
    router_.add("GET", all, atOnce(this, &AccountApi::listKeyPairs));
    router_.add("GET", all + "/{access}", atOnce(this, &AccountApi::showKeyPair));
    router_.add("DELETE", all + "/{access}", atOnce(this, &AccountApi::removeKeyPair));
}

nlohmann::json AccountApi::decorated(const Collection& collection, nlohmann::json document) const {
    document["links"] = {
        {"self", options_.url(port::keystone) + "/v3/" + collection.many + "/" + textOf(document, "id")}};
    return document;
}

HttpResponse AccountApi::listOf(const char* name, const std::vector<nlohmann::json>& documents) const {
    return json(200, {{name, documents},
                      {"links",
                       {{"next", nullptr},
                        {"previous", nullptr},
                        {"self", options_.url(port::keystone) + "/v3/" + name}}}});
}

HttpResponse AccountApi::listAll(const Collection& collection, const Call& call) {
    auto all = accounts_.list(collection);
    if (!all) {
        return router_.refuse(all.error());
    }
    std::vector<nlohmann::json> found;
    for (auto& document : *all) {
        if (matches(document, call.request)) {
            found.push_back(decorated(collection, std::move(document)));
        }
    }
    return listOf(collection.many, found);
}

HttpResponse AccountApi::create(const Collection& collection, const Call& call) {
    auto body = bodyOf(call.request);
    if (!body) {
        return router_.refuse(body.error());
    }
    const auto& wanted = partOf(*body, collection.one);
    auto made = accounts_.create(collection, wanted);
    if (!made) {
        return router_.refuse(made.error());
    }
    auto password = textOf(wanted, "password");
    if (&collection == &users() && !password.empty()) {
        auto kept = accounts_.setPassword(textOf(*made, "id"), Secret(password));
        if (!kept) {
            return router_.refuse(kept.error());
        }
    }
    return json(201, {{collection.one, decorated(collection, std::move(*made))}});
}

HttpResponse AccountApi::show(const Collection& collection, const Call& call) {
    const auto& id = call.path.at("id");
    if (!call.who.isAdmin() && id != call.who.userId && id != call.who.projectId) {
        return router_.refuse(403, "You are not authorized to see it.");
    }
    auto found = accounts_.find(collection, id);
    return found ? json(200, {{collection.one, decorated(collection, std::move(*found))}})
                 : router_.refuse(found.error());
}

HttpResponse AccountApi::change(const Collection& collection, const Call& call) {
    auto body = bodyOf(call.request);
    if (!body) {
        return router_.refuse(body.error());
    }
    const auto& wanted = partOf(*body, collection.one);
    auto changed = accounts_.change(collection, call.path.at("id"), wanted);
    if (!changed) {
        return router_.refuse(changed.error());
    }
    auto password = textOf(wanted, "password");
    if (&collection == &users() && !password.empty()) {
        auto kept = accounts_.setPassword(call.path.at("id"), Secret(password));
        if (!kept) {
            return router_.refuse(kept.error());
        }
    }
    return json(200, {{collection.one, decorated(collection, std::move(*changed))}});
}

HttpResponse AccountApi::remove(const Collection& collection, const Call& call) {
    auto gone = accounts_.remove(collection, call.path.at("id"));
    return gone ? noContent() : router_.refuse(gone.error());
}

HttpResponse AccountApi::changePassword(const Call& call) {
    auto body = bodyOf(call.request);
    if (!body) {
        return router_.refuse(body.error());
    }
    const auto& wanted = partOf(*body, "user");
    const auto& id = call.path.at("id");
    if (id != call.who.userId || !accounts_.passwordFits(id, Secret(textOf(wanted, "original_password")))) {
        return router_.refuse(401, "The original password does not fit.");
    }
    auto kept = accounts_.setPassword(id, Secret(textOf(wanted, "password")));
    return kept ? noContent() : router_.refuse(kept.error());
}

HttpResponse AccountApi::projectsOfUser(const Call& call) {
    const auto& userId = call.path.at("id");
    auto all = accounts_.list(projects());
    if (!mayAct(call, userId) || !all) {
        return all ? router_.refuse(403, "These are another user's projects.") : router_.refuse(all.error());
    }
    std::vector<nlohmann::json> found;
    for (auto& project : *all) {
        if (!accounts_.rolesOf(textOf(project, "id"), userId).empty()) {
            found.push_back(decorated(projects(), std::move(project)));
        }
    }
    return listOf("projects", found);
}

Result<std::string> AccountApi::roleNameOf(const Call& call) {
    auto project = accounts_.find(projects(), call.path.at("project"));
    auto user = accounts_.find(users(), call.path.at("user"));
    auto role = accounts_.find(roles(), call.path.at("role"));
    if (!project || !user || !role) {
        return fail(!project ? project.error() : !user ? user.error() : role.error());
    }
    return textOf(*role, "name");
}

HttpResponse AccountApi::grant(const Call& call) {
    auto name = roleNameOf(call);
    if (!name) {
        return router_.refuse(name.error());
    }
    auto names = accounts_.rolesOf(call.path.at("project"), call.path.at("user"));
    if (std::find(names.begin(), names.end(), *name) == names.end()) {
        names.push_back(*name);
    }
    auto kept = accounts_.setRoles(call.path.at("project"), call.path.at("user"), std::move(names));
    return kept ? noContent() : router_.refuse(kept.error());
}

HttpResponse AccountApi::checkGrant(const Call& call) {
    auto name = roleNameOf(call);
    if (!name) {
        return router_.refuse(name.error());
    }
    auto names = accounts_.rolesOf(call.path.at("project"), call.path.at("user"));
    bool has = std::find(names.begin(), names.end(), *name) != names.end();
    return has ? noContent() : router_.refuse(404, "The user does not have that role.");
}

HttpResponse AccountApi::revokeGrant(const Call& call) {
    auto name = roleNameOf(call);
    if (!name) {
        return router_.refuse(name.error());
    }
    auto names = accounts_.rolesOf(call.path.at("project"), call.path.at("user"));
    if (std::erase(names, *name) == 0) {
        return router_.refuse(404, "The user does not have that role.");
    }
    auto kept = accounts_.setRoles(call.path.at("project"), call.path.at("user"), std::move(names));
    return kept ? noContent() : router_.refuse(kept.error());
}

HttpResponse AccountApi::listGrants(const Call& call) {
    std::vector<nlohmann::json> found;
    for (const auto& name : accounts_.rolesOf(call.path.at("project"), call.path.at("user"))) {
        auto role = accounts_.findByName(roles(), name);
        if (role) {
            found.push_back(decorated(roles(), std::move(*role)));
        }
    }
    return listOf("roles", found);
}

HttpResponse AccountApi::listAssignments(const Call& call) {
    auto userId = call.request.query("user.id");
    auto projectId = call.request.query("scope.project.id");
    std::vector<nlohmann::json> found;
    for (const auto& grant : accounts_.grants()) {
        auto role = accounts_.findByName(roles(), grant.role);
        bool other = (userId && *userId != grant.userId) || (projectId && *projectId != grant.projectId);
        if (other || !role) {
            continue;
        }
        found.push_back({{"user", {{"id", grant.userId}}},
                         {"role", {{"id", textOf(*role, "id")}, {"name", grant.role}}},
                         {"scope", {{"project", {{"id", grant.projectId}}}}},
                         {"links", nlohmann::json::object()}});
    }
    return listOf("role_assignments", found);
}

HttpResponse AccountApi::createKeyPair(const Call& call) {
    auto body = bodyOf(call.request);
    Accounts::KeyPair owner;
    owner.userId = call.path.at("user");
    owner.projectId = body ? textOf(*body, "tenant_id", call.who.projectId) : call.who.projectId;
    auto who = accounts_.identify(owner.userId, owner.projectId);
    if (!mayAct(call, owner.userId) || !who || owner.projectId.empty()) {
        return router_.refuse(403, "That user has no role in that project.");
    }
    owner.userName = who->userName;
    auto made = accounts_.createKeyPair(std::move(owner));
    return made ? json(201, {{"credential", documentOf(*made)}}) : router_.refuse(made.error());
}

HttpResponse AccountApi::listKeyPairs(const Call& call) {
    if (!mayAct(call, call.path.at("user"))) {
        return router_.refuse(403, "These are another user's key pairs.");
    }
    std::vector<nlohmann::json> found;
    for (const auto& keys : accounts_.keyPairsOf(call.path.at("user"))) {
        found.push_back(documentOf(keys));
    }
    return listOf("credentials", found);
}

HttpResponse AccountApi::showKeyPair(const Call& call) {
    auto keys = accounts_.keyPair(call.path.at("access"));
    if (!keys || keys->userId != call.path.at("user") || !mayAct(call, keys->userId)) {
        return router_.refuse(404, "Could not find that key pair.");
    }
    return json(200, {{"credential", documentOf(*keys)}});
}

HttpResponse AccountApi::removeKeyPair(const Call& call) {
    auto keys = accounts_.keyPair(call.path.at("access"));
    if (!keys || keys->userId != call.path.at("user") || !mayAct(call, keys->userId)) {
        return router_.refuse(404, "Could not find that key pair.");
    }
    auto gone = accounts_.removeKeyPair(keys->access);
    return gone ? noContent() : router_.refuse(gone.error());
}

} // namespace seedbed::seed
