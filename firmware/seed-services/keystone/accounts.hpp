// SPDX-License-Identifier: GPL-3.0-or-later
// Who exists: projects, users, roles, what role a user has in a project, passwords and EC2 key pairs, all
// kept in the store. Knows no HTTP. Errors ACCOUNT-NAME (missing), ACCOUNT-TAKEN, STORE-ABSENT, STORE-IO.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/core/store.hpp"
#include "firmware/seed-services/core/vault.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::seed {

inline constexpr const char* defaultDomain = "default";

// One of Keystone's collections: its words in documents and paths, and what a document holds.
struct Collection {
    const char* one;         // "project"
    const char* many;        // "projects"
    const char* kind;        // in the store
    nlohmann::json defaults; // every settable field with its value when not given; null takes a text
};
const Collection& projects();
const Collection& users();
const Collection& roles();

class Accounts {
public:
    Accounts(Store& store, const Vault& vault);
    // Makes domain default's admin project, user and the usual roles; the password follows the file.
    Result<> bootstrap(const Secret& adminPassword);

    Result<nlohmann::json> create(const Collection& collection, const nlohmann::json& wanted);
    Result<nlohmann::json> find(const Collection& collection, const std::string& id);
    Result<nlohmann::json> findByName(const Collection& collection, const std::string& name);
    Result<std::vector<nlohmann::json>> list(const Collection& collection);
    Result<nlohmann::json> change(const Collection& collection, const std::string& id,
                                  const nlohmann::json& changes);
    Result<> remove(const Collection& collection, const std::string& id);

    Result<> setPassword(const std::string& userId, const Secret& password);
    // Takes the time of a hash for unknown users too.
    bool passwordFits(const std::string& userId, const Secret& password);

    // Roles by name.
    std::vector<std::string> rolesOf(const std::string& projectId, const std::string& userId);
    Result<> setRoles(const std::string& projectId, const std::string& userId,
                      std::vector<std::string> names);
    struct Grant {
        std::string projectId, userId, role;
    };
    std::vector<Grant> grants();
    // No value unless both exist, are enabled, and (with a project) the user has a role there.
    std::optional<Identity> identify(const std::string& userId, const std::string& projectId);

    struct KeyPair {
        std::string access, secret, userId, userName, projectId;
        bool stackUser = false;
    };
    Result<KeyPair> createKeyPair(KeyPair owner); // fills access and secret
    std::optional<KeyPair> keyPair(const std::string& access);
    std::vector<KeyPair> keyPairsOf(const std::string& userId);
    Result<> removeKeyPair(const std::string& access);
    // The keys of a stack user; its secret key is its password.
    std::optional<KeyPair> stackUserKeys(const std::string& userId);
    std::optional<Identity> identify(const KeyPair& keys);

private:
    Result<nlohmann::json> ensure(const Collection& collection, const nlohmann::json& wanted);

    Result<> ensureAdmin(const Secret& password);
    Result<> removeBelongings(const std::string& id);
    std::optional<KeyPair> keyPairFrom(const nlohmann::json& document);

    Store& store_;
    const Vault& vault_; // EC2 secrets are sealed at rest
    std::string nobodysHash_;
};

} // namespace seedbed::seed
