// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/accounts.hpp"

#include <algorithm>
#include <array>

#include <sodium.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr const char* passwordKind = "keystone.password";
constexpr const char* grantKind = "keystone.grant";
constexpr const char* keyKind = "keystone.ec2";

// About ten milliseconds on a server, and bearable on an emulated processor.
constexpr unsigned long long hashOperations = 2;
constexpr std::size_t hashMemory = 8u << 20;

std::string newId() {
    auto id = newUuid();
    std::erase(id, '-');
    return id;
}

std::string hashed(const Secret& password) {
    std::array<char, crypto_pwhash_STRBYTES> text{};
    const auto& plain = password.reveal();
    if (crypto_pwhash_str(text.data(), plain.data(), plain.size(), hashOperations, hashMemory) != 0) {
        return {}; // out of memory: an empty hash fits no password
    }
    return text.data();
}

Error accountError(ErrorKind kind, const char* id, std::string object, std::string cause) {
    Error error;
    error.kind = kind;
    error.id = id;
    error.object = std::move(object);
    error.attempted = "create or change it";
    error.cause = std::move(cause);
    error.action = "correct the request";
    return error;
}

bool fits(const nlohmann::json& value, const nlohmann::json& standard) {
    return standard.is_null() ? value.is_string() || value.is_null() : value.type() == standard.type();
}

void take(nlohmann::json& document, const nlohmann::json& wanted, const Collection& collection) {
    for (const auto& [key, standard] : collection.defaults.items()) {
        auto given = wanted.find(key);
        if (given != wanted.end() && fits(*given, standard)) {
            document[key] = *given;
        }
    }
}

std::string grantId(const std::string& projectId, const std::string& userId) {
    return projectId + "/" + userId;
}

} // namespace

const Collection& projects() {
    static const Collection collection{"project",
                                       "projects",
                                       "keystone.project",
                                       {{"name", ""},
                                        {"description", ""},
                                        {"domain_id", defaultDomain},
                                        {"enabled", true},
                                        {"is_domain", false},
                                        {"parent_id", defaultDomain},
                                        {"options", nlohmann::json::object()},
                                        {"tags", nlohmann::json::array()}}};
    return collection;
}

const Collection& users() {
    static const Collection collection{"user",
                                       "users",
                                       "keystone.user",
                                       {{"name", ""},
                                        {"description", nullptr},
                                        {"email", nullptr},
                                        {"domain_id", defaultDomain},
                                        {"default_project_id", nullptr},
                                        {"enabled", true},
                                        {"options", nlohmann::json::object()},
                                        {"password_expires_at", nullptr}}};
    return collection;
}

const Collection& roles() {
    static const Collection collection{"role",
                                       "roles",
                                       "keystone.role",
                                       {{"name", ""},
                                        {"description", nullptr},
                                        {"domain_id", nullptr},
                                        {"options", nlohmann::json::object()}}};
    return collection;
}

// Whoever opened the vault has started libsodium.
Accounts::Accounts(Store& store, const Vault& vault)
    : store_(store), vault_(vault), nobodysHash_(hashed(randomSecret(16))) {}

Result<nlohmann::json> Accounts::ensure(const Collection& collection, const nlohmann::json& wanted) {
    auto found = findByName(collection, wanted["name"].get<std::string>());
    return found ? found : create(collection, wanted);
}

Result<> Accounts::bootstrap(const Secret& adminPassword) {
    return store_.atomically([this, &adminPassword] { return ensureAdmin(adminPassword); });
}

Result<> Accounts::ensureAdmin(const Secret& password) {
    for (const auto* name : {"admin", "member", "reader", "service", "heat_stack_user"}) {
        auto role = ensure(roles(), {{"name", name}});
        if (!role) {
            return fail(role.error());
        }
    }
    auto project = ensure(projects(), {{"name", "admin"}, {"description", "First project"}});
    if (!project) {
        return fail(project.error());
    }
    const std::string projectId = (*project)["id"];
    auto user = ensure(users(), {{"name", "admin"}, {"default_project_id", projectId}});
    if (!user) {
        return fail(user.error());
    }
    const std::string userId = (*user)["id"];
    auto granted = setRoles(projectId, userId, {"admin", "member", "reader"});
    return !granted || passwordFits(userId, password) ? granted : setPassword(userId, password);
}

Result<nlohmann::json> Accounts::create(const Collection& collection, const nlohmann::json& wanted) {
    nlohmann::json document = collection.defaults;
    take(document, wanted, collection);
    const std::string name = document["name"];
    if (trim(name).empty()) {
        return fail(accountError(ErrorKind::invalid, "ACCOUNT-NAME", collection.one, "it has no name"));
    }
    if (findByName(collection, name)) {
        return fail(accountError(ErrorKind::conflict, "ACCOUNT-TAKEN",
                                 std::string(collection.one) + " " + name, "there is one of that name"));
    }
    document["id"] = newId();
    auto kept = store_.put(collection.kind, document["id"].get<std::string>(), document);
    return kept ? Result<nlohmann::json>(std::move(document)) : fail(kept.error());
}

Result<nlohmann::json> Accounts::find(const Collection& collection, const std::string& id) {
    return store_.get(collection.kind, id);
}

Result<nlohmann::json> Accounts::findByName(const Collection& collection, const std::string& name) {
    auto all = list(collection);
    if (!all) {
        return fail(all.error());
    }
    for (auto& document : *all) {
        if (document["name"] == name) {
            return std::move(document);
        }
    }
    return fail(accountError(ErrorKind::notFound, "STORE-ABSENT", std::string(collection.one) + " " + name,
                             "there is none of that name"));
}

Result<std::vector<nlohmann::json>> Accounts::list(const Collection& collection) {
    return store_.list(collection.kind);
}

Result<nlohmann::json> Accounts::change(const Collection& collection, const std::string& id,
                                        const nlohmann::json& changes) {
    auto document = find(collection, id);
    if (!document) {
        return document;
    }
    const std::string before = (*document)["name"];
    take(*document, changes, collection);
    const std::string name = (*document)["name"];
    if (name != before && findByName(collection, name)) {
        return fail(accountError(ErrorKind::conflict, "ACCOUNT-TAKEN",
                                 std::string(collection.one) + " " + name, "there is one of that name"));
    }
    auto kept = store_.put(collection.kind, id, *document);
    return kept ? document : fail(kept.error());
}

Result<> Accounts::remove(const Collection& collection, const std::string& id) {
    auto found = find(collection, id);
    if (!found) {
        return fail(found.error());
    }
    return store_.atomically([this, &collection, &id]() -> Result<> {
        auto belongings = removeBelongings(id);
        auto gone = belongings ? store_.remove(collection.kind, id) : fail(belongings.error());
        return gone ? Result<>() : fail(gone.error());
    });
}

// A user's or project's grants, key pairs and password.
Result<> Accounts::removeBelongings(const std::string& id) {
    for (const auto& grant : grants()) {
        bool its = grant.projectId == id || grant.userId == id;
        auto gone =
            its ? store_.remove(grantKind, grantId(grant.projectId, grant.userId)) : Result<bool>(false);
        if (!gone) {
            return fail(gone.error());
        }
    }
    for (const auto& keys : keyPairsOf(id)) {
        auto gone = removeKeyPair(keys.access);
        if (!gone) {
            return gone;
        }
    }
    auto password = store_.remove(passwordKind, id);
    return password ? Result<>() : fail(password.error());
}

Result<> Accounts::setPassword(const std::string& userId, const Secret& password) {
    if (password.empty()) {
        return fail(
            accountError(ErrorKind::invalid, "ACCOUNT-PASSWORD", "user " + userId, "the password is empty"));
    }
    return store_.put(passwordKind, userId, {{"hash", hashed(password)}});
}

bool Accounts::passwordFits(const std::string& userId, const Secret& password) {
    auto kept = store_.get(passwordKind, userId);
    auto keys = kept ? std::nullopt : stackUserKeys(userId);
    if (keys) {
        return password == Secret(keys->secret);
    }
    auto hash = kept ? textOf(*kept, "hash") : nobodysHash_;
    const auto& plain = password.reveal();
    bool fitting = crypto_pwhash_str_verify(hash.c_str(), plain.data(), plain.size()) == 0;
    return fitting && kept.has_value();
}

std::vector<std::string> Accounts::rolesOf(const std::string& projectId, const std::string& userId) {
    auto kept = store_.get(grantKind, grantId(projectId, userId));
    return kept ? (*kept)["roles"].get<std::vector<std::string>>() : std::vector<std::string>();
}

Result<> Accounts::setRoles(const std::string& projectId, const std::string& userId,
                            std::vector<std::string> names) {
    nlohmann::json document = {{"project", projectId}, {"user", userId}, {"roles", std::move(names)}};
    return store_.put(grantKind, grantId(projectId, userId), document);
}

std::vector<Accounts::Grant> Accounts::grants() {
    std::vector<Grant> found;
    auto kept = store_.list(grantKind);
    if (!kept) {
        log::error(kept.error());
        return found;
    }
    for (const auto& document : *kept) {
        for (const auto& role : document["roles"]) {
            found.push_back({document["project"], document["user"], role});
        }
    }
    return found;
}

std::optional<Identity> Accounts::identify(const std::string& userId, const std::string& projectId) {
    auto user = find(users(), userId);
    auto keys = user ? std::nullopt : stackUserKeys(userId);
    if (keys && keys->projectId == projectId) {
        return identify(*keys);
    }
    if (!user || !(*user)["enabled"].get<bool>()) {
        return std::nullopt;
    }
    Identity who;
    who.userId = userId;
    who.userName = (*user)["name"];
    if (projectId.empty()) {
        return who;
    }
    auto project = find(projects(), projectId);
    who.roles = rolesOf(projectId, userId);
    if (!project || !(*project)["enabled"].get<bool>() || who.roles.empty()) {
        return std::nullopt;
    }
    who.projectId = projectId;
    who.projectName = (*project)["name"];
    return who;
}

Result<Accounts::KeyPair> Accounts::createKeyPair(KeyPair owner) {
    owner.access = randomSecret(16).reveal();
    owner.secret = randomSecret(16).reveal();
    nlohmann::json document = {{"access", owner.access},       {"secret", vault_.seal(owner.secret)},
                               {"user_id", owner.userId},      {"user_name", owner.userName},
                               {"tenant_id", owner.projectId}, {"stack_user", owner.stackUser}};
    auto kept = store_.put(keyKind, owner.access, document);
    return kept ? Result<KeyPair>(std::move(owner)) : fail(kept.error());
}

std::optional<Accounts::KeyPair> Accounts::keyPairFrom(const nlohmann::json& document) {
    auto secret = vault_.unseal(textOf(document, "secret"));
    if (!secret) {
        log::error(secret.error());
        return std::nullopt;
    }
    KeyPair keys;
    keys.access = textOf(document, "access");
    keys.secret = std::move(*secret);
    keys.userId = textOf(document, "user_id");
    keys.userName = textOf(document, "user_name");
    keys.projectId = textOf(document, "tenant_id");
    keys.stackUser = document.value("stack_user", false);
    return keys;
}

std::optional<Accounts::KeyPair> Accounts::keyPair(const std::string& access) {
    auto kept = store_.get(keyKind, access);
    return kept ? keyPairFrom(*kept) : std::nullopt;
}

std::vector<Accounts::KeyPair> Accounts::keyPairsOf(const std::string& userId) {
    std::vector<KeyPair> found;
    auto kept = store_.list(keyKind);
    if (!kept) {
        log::error(kept.error());
        return found;
    }
    for (const auto& document : *kept) {
        auto keys = textOf(document, "user_id") == userId ? keyPairFrom(document) : std::nullopt;
        if (keys) {
            found.push_back(std::move(*keys));
        }
    }
    return found;
}

std::optional<Accounts::KeyPair> Accounts::stackUserKeys(const std::string& userId) {
    for (auto& keys : keyPairsOf(userId)) {
        if (keys.stackUser) {
            return std::move(keys);
        }
    }
    return std::nullopt;
}

Result<> Accounts::removeKeyPair(const std::string& access) {
    auto gone = store_.remove(keyKind, access);
    return gone ? Result<>() : fail(gone.error());
}

std::optional<Identity> Accounts::identify(const KeyPair& keys) {
    if (!keys.stackUser) {
        return identify(keys.userId, keys.projectId);
    }
    Identity who;
    who.userId = keys.userId;
    who.userName = keys.userName;
    who.projectId = keys.projectId;
    who.roles = {"heat_stack_user"};
    return who;
}

} // namespace seedbed::seed
