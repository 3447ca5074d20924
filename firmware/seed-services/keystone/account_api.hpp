// SPDX-License-Identifier: GPL-3.0-or-later
// Keystone's routes for projects, users, roles, role assignments, domains, services, endpoints and EC2 key
// pairs. Made once by Keystone, lives as long as its router. Changes need the role admin; a user sees its own
// things.
#pragma once

#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/keystone/accounts.hpp"

namespace seedbed::seed {

class AccountApi {
public:
    AccountApi(Accounts& accounts, SeedOptions options, Router& router);

private:
    void addCollection(const Collection& collection);
    void addRoleRoutes();
    void addFixedLists();
    void addKeyPairRoutes();

    HttpResponse listAll(const Collection& collection, const Call& call);
    HttpResponse create(const Collection& collection, const Call& call);
    HttpResponse show(const Collection& collection, const Call& call);
    HttpResponse change(const Collection& collection, const Call& call);
    HttpResponse remove(const Collection& collection, const Call& call);
    HttpResponse changePassword(const Call& call);
    HttpResponse projectsOfUser(const Call& call);

    HttpResponse grant(const Call& call);
    HttpResponse checkGrant(const Call& call);
    HttpResponse revokeGrant(const Call& call);
    HttpResponse listGrants(const Call& call);
    HttpResponse listAssignments(const Call& call);

    HttpResponse createKeyPair(const Call& call);
    HttpResponse listKeyPairs(const Call& call);
    HttpResponse showKeyPair(const Call& call);
    HttpResponse removeKeyPair(const Call& call);

    nlohmann::json decorated(const Collection& collection, nlohmann::json document) const;
    HttpResponse listOf(const char* name, const std::vector<nlohmann::json>& documents) const;
    Result<std::string> roleNameOf(const Call& call); // of a path with project, user and role, all existing

    Accounts& accounts_;
    SeedOptions options_;
    Router& router_;
};

} // namespace seedbed::seed
