// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/oa_settings.hpp"

#include <algorithm>

namespace seedbed::emulator {

const OaUser* OaSettings::user(std::string_view login) const {
    const auto found =
        std::find_if(users.begin(), users.end(), [login](const OaUser& user) { return user.login == login; });
    return found == users.end() ? nullptr : &*found;
}

OaUser* OaSettings::user(std::string_view login) {
    return const_cast<OaUser*>(std::as_const(*this).user(login)); // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

bool OaSettings::service(const std::string& name) const {
    const auto found = services.find(name);
    return found != services.end() && found->second;
}

} // namespace seedbed::emulator
