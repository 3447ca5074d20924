// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/throttle.hpp"

namespace seedbed::seed {

namespace {
constexpr auto window = std::chrono::minutes(1);
} // namespace

void Throttle::forgetOld(Time now) {
    std::erase_if(failures_, [now](const auto& entry) { return now - entry.second.since >= window; });
}

bool Throttle::allows(const std::string& who, Time now) {
    forgetOld(now);
    auto found = failures_.find(who);
    return found == failures_.end() || found->second.count < limit_;
}

void Throttle::failed(const std::string& who, Time now) {
    forgetOld(now);
    auto [entry, isNew] = failures_.try_emplace(who, Failures{0, now});
    ++entry->second.count;
}

} // namespace seedbed::seed
