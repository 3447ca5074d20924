// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/tokens.hpp"

#include <nlohmann/json.hpp>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

using Time = std::chrono::system_clock::time_point;

constexpr const char* kind = "keystone.token";
constexpr auto lifetime = std::chrono::hours(24);
constexpr auto dropInterval = std::chrono::minutes(30);
constexpr unsigned tokenBytes = 32;

std::int64_t seconds(Time time) {
    return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}
Time timeOf(const nlohmann::json& value) {
    return Time(std::chrono::seconds(value.get<std::int64_t>()));
}

} // namespace

Result<std::pair<Secret, Token>> TokenBook::issue(Token token) {
    dropExpired();
    token.issued = now_();
    if (token.expires == Time()) {
        token.expires = token.issued + lifetime;
    }
    token.auditIds.insert(token.auditIds.begin(), randomSecret(8).reveal());
    auto text = randomSecret(tokenBytes);
    auto hash = sha256Hex(text.reveal());
    nlohmann::json document = {{"hash", hash},
                               {"user", token.userId},
                               {"project", token.projectId},
                               {"methods", token.methods},
                               {"audit_ids", token.auditIds},
                               {"issued", seconds(token.issued)},
                               {"expires", seconds(token.expires)}};
    auto kept = store_.put(kind, hash, document);
    if (!kept) {
        return fail(kept.error());
    }
    return std::pair(std::move(text), std::move(token));
}

std::optional<Token> TokenBook::find(const std::string& text) {
    if (text.empty()) {
        return std::nullopt;
    }
    auto kept = store_.get(kind, sha256Hex(text));
    if (!kept || timeOf((*kept)["expires"]) <= now_()) {
        return std::nullopt;
    }
    Token token;
    token.userId = (*kept)["user"];
    token.projectId = (*kept)["project"];
    token.methods = (*kept)["methods"].get<std::vector<std::string>>();
    token.auditIds = (*kept)["audit_ids"].get<std::vector<std::string>>();
    token.issued = timeOf((*kept)["issued"]);
    token.expires = timeOf((*kept)["expires"]);
    return token;
}

Result<bool> TokenBook::revoke(const std::string& text) {
    return store_.remove(kind, sha256Hex(text));
}

void TokenBook::dropExpired() {
    auto now = now_();
    if (now - lastDrop_ < dropInterval) {
        return;
    }
    lastDrop_ = now;
    auto all = store_.list(kind);
    if (!all) {
        log::error(all.error());
        return;
    }
    for (const auto& document : *all) {
        if (timeOf(document["expires"]) > now) {
            continue;
        }
        auto gone = store_.remove(kind, document["hash"].get<std::string>());
        if (!gone) {
            log::error(gone.error());
        }
    }
}

} // namespace seedbed::seed
