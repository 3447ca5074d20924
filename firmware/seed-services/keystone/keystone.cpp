// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/keystone.hpp"

#include "firmware/seed-services/keystone/signature.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

Keystone::Keystone(Store& store, const Vault& vault, const SeedOptions& options, Clock now)
    : accounts_(store, vault), tokens_(store, now), router_("keystone", ErrorStyle::keystone, *this),
      authApi_({accounts_, tokens_, *this, options, now}, router_), accountApi_(accounts_, options, router_) {
}

std::optional<Identity> Keystone::verify(const std::string& token) {
    auto found = tokens_.find(token);
    return found ? accounts_.identify(found->userId, found->projectId) : std::nullopt;
}

std::optional<Identity> Keystone::verifyEc2(const std::string& verb, const std::string& host,
                                            const std::string& path,
                                            const std::map<std::string, std::string>& parameters) {
    auto access = parameters.find("AWSAccessKeyId");
    auto keys = access != parameters.end() ? accounts_.keyPair(access->second) : std::nullopt;
    if (!keys || !signatureFits({verb, host, path, parameters}, keys->secret)) {
        return std::nullopt;
    }
    return accounts_.identify(*keys);
}

Result<TokenVerifier::StackUser> Keystone::createStackUser(const std::string& name,
                                                           const std::string& projectId) {
    Accounts::KeyPair owner;
    owner.userId = newUuid();
    std::erase(owner.userId, '-');
    owner.userName = name;
    owner.projectId = projectId;
    owner.stackUser = true;
    auto made = accounts_.createKeyPair(std::move(owner));
    if (!made) {
        return fail(made.error());
    }
    return StackUser{made->userId, made->access, made->secret};
}

Result<> Keystone::removeStackUser(const std::string& userId) {
    for (const auto& keys : accounts_.keyPairsOf(userId)) {
        auto gone = keys.stackUser ? accounts_.removeKeyPair(keys.access) : Result<>();
        if (!gone) {
            return gone;
        }
    }
    return {};
}

std::optional<TokenVerifier::StackUser> Keystone::findStackUser(const std::string& accessKey) {
    auto keys = accounts_.keyPair(accessKey);
    if (!keys || !keys->stackUser) {
        return std::nullopt;
    }
    return StackUser{keys->userId, keys->access, keys->secret};
}

} // namespace seedbed::seed
