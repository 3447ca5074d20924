// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/model/connectivity_intent.hpp"

#include <fmt/format.h>

namespace seedbed::vc {

std::string profileName(const BayIntent& bay) {
    return bay.profile.empty() ? fmt::format("seedbed-bay{}", bay.bay) : bay.profile;
}

} // namespace seedbed::vc
