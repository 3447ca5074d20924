// SPDX-License-Identifier: GPL-3.0-or-later
// Tokens: 256 random bits given out once, kept as a hash only, valid for a day. The store survives a restart,
// so do the tokens. Errors STORE-IO.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "firmware/seed-services/core/store.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::seed {

using Clock = std::function<std::chrono::system_clock::time_point()>;

struct Token {
    std::string userId;
    std::string projectId; // empty: unscoped
    std::vector<std::string> methods;
    std::vector<std::string> auditIds; // its own, then its parent's
    std::chrono::system_clock::time_point issued;
    std::chrono::system_clock::time_point expires; // when empty, issue() sets it
};

class TokenBook {
public:
    TokenBook(Store& store, Clock now) : store_(store), now_(std::move(now)) {}
    Result<std::pair<Secret, Token>> issue(Token token);
    std::optional<Token> find(const std::string& text);
    Result<bool> revoke(const std::string& text); // whether there was one

private:
    void dropExpired();

    Store& store_;
    Clock now_;
    std::chrono::system_clock::time_point lastDrop_;
};

} // namespace seedbed::seed
