// SPDX-License-Identifier: GPL-3.0-or-later
// What a client asks for in POST /v3/auth/tokens. Pure. Error AUTH-REQUEST names what is missing or not
// offered.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/secret.hpp"

namespace seedbed::seed {

struct AuthRequest {
    enum class Method { password, token };
    enum class Scope { standard, unscoped, project }; // standard: the user's own project, if it has one
    Method method = Method::password;
    std::string userId, userName; // one of them, with a password
    Secret password;
    Secret token;
    Scope scope = Scope::standard;
    std::string projectId, projectName; // one of them, with Scope::project
    bool foreignDomain = false;         // names a domain that is not ours: nobody is there
};

Result<AuthRequest> parseAuthRequest(const nlohmann::json& body);

} // namespace seedbed::seed
