// SPDX-License-Identifier: GPL-3.0-or-later
// Keystone's routes around tokens: version discovery, POST/GET/HEAD/DELETE /v3/auth/tokens, the catalog, EC2
// tokens. Made once by Keystone, lives as long as its router. Failed passwords are answered late, and after
// ten in a minute not heard at all.
#pragma once

#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/keystone/accounts.hpp"
#include "firmware/seed-services/keystone/auth_request.hpp"
#include "firmware/seed-services/keystone/throttle.hpp"
#include "firmware/seed-services/keystone/tokens.hpp"

namespace seedbed::seed {

class AuthApi {
public:
    struct Parts {
        Accounts& accounts;
        TokenBook& tokens;
        TokenVerifier& verifier;
        SeedOptions options;
        Clock now;
    };
    AuthApi(Parts parts, Router& router);

private:
    HttpResponse versions(const Call& call);
    HttpResponse version(const Call& call);
    asio::awaitable<HttpResponse> authenticate(Call call);
    HttpResponse validate(const Call& call);
    HttpResponse revoke(const Call& call);
    HttpResponse catalog(const Call& call);
    HttpResponse ownProjects(const Call& call);
    HttpResponse ec2Token(const Call& call);

    std::string userOf(const AuthRequest& request);
    Result<Token> tokenFor(const AuthRequest& request);
    std::string projectOf(const AuthRequest& request, const std::string& userId);
    HttpResponse issued(Token token);
    nlohmann::json tokenBody(const Token& token);

    Parts parts_;
    Router& router_;
    Throttle throttle_;
};

} // namespace seedbed::seed
