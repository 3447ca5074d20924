// SPDX-License-Identifier: GPL-3.0-or-later
// The identity service: who a token or a signature belongs to, for all other services in this process, and
// Keystone's v3 API on port 5000. Made once by main, outlives all others. Shapes as Debian 12's clients read
// them.
#pragma once

#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/keystone/account_api.hpp"
#include "firmware/seed-services/keystone/auth_api.hpp"

namespace seedbed::seed {

class Keystone : public TokenVerifier {
public:
    Keystone(Store& store, const Vault& vault, const SeedOptions& options,
             Clock now = std::chrono::system_clock::now);
    Result<> bootstrap(const Secret& adminPassword) { return accounts_.bootstrap(adminPassword); }
    HttpHandler handler() { return router_.handler(); }

    std::optional<Identity> verify(const std::string& token) override;
    std::optional<Identity> verifyEc2(const std::string& verb, const std::string& host,
                                      const std::string& path,
                                      const std::map<std::string, std::string>& parameters) override;
    Result<StackUser> createStackUser(const std::string& name, const std::string& projectId) override;
    Result<> removeStackUser(const std::string& userId) override;
    std::optional<StackUser> findStackUser(const std::string& accessKey) override;

private:
    Accounts accounts_;
    TokenBook tokens_;
    Router router_;
    AuthApi authApi_;
    AccountApi accountApi_;
};

} // namespace seedbed::seed
