// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/redfish/sessions.hpp"

#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::redfish {

const Sessions::Session* Sessions::open(const std::string& user, Clock::time_point now) {
    if (sessions_.size() >= limit_) {
        return nullptr;
    }
    Session session;
    session.id = lower(user) + randomSecret(8).reveal();
    session.token = randomSecret(16).reveal();
    session.user = user;
    session.used = now;
    return &sessions_.emplace(session.id, session).first->second;
}

const Sessions::Session* Sessions::use(const std::string& token, Clock::time_point now) {
    for (auto& [id, session] : sessions_) {
        if (session.token == token) {
            session.used = now;
            return &session;
        }
    }
    return nullptr;
}

const Sessions::Session* Sessions::find(const std::string& id) const {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : &found->second;
}

void Sessions::expire(std::chrono::minutes idle, Clock::time_point now) {
    if (idle.count() > 0) {
        std::erase_if(sessions_, [&](const auto& entry) { return now - entry.second.used >= idle; });
    }
}

} // namespace seedbed::emulator::redfish
