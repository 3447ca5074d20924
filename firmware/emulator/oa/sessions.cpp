// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/sessions.hpp"

#include "oa-bridge/base/secret.hpp"

namespace seedbed::emulator {

void Sessions::expire(Clock::time_point now) {
    std::erase_if(lastUse_, [&](const auto& entry) { return now - entry.second >= limits_.idle; });
}

std::optional<std::string> Sessions::open(Clock::time_point now) {
    expire(now);
    if (lastUse_.size() >= limits_.count) {
        return std::nullopt;
    }
    auto key = randomSecret(8).reveal(); // 16 hexadecimal digits
    lastUse_[key] = now;
    return key;
}

bool Sessions::use(const std::string& key, Clock::time_point now) {
    expire(now);
    auto found = lastUse_.find(key);
    if (found == lastUse_.end()) {
        return false;
    }
    found->second = now;
    return true;
}

} // namespace seedbed::emulator
