// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/account/login.hpp"

#include <algorithm>

#include "firmware/emulator/state/told.hpp"

namespace seedbed::emulator {

bool allows(const IloUser& user, Privilege privilege) {
    switch (privilege) {
    case Privilege::none:
        return true;
    case Privilege::remoteConsole:
        return user.remoteConsole;
    case Privilege::power:
        return user.power;
    case Privilege::media:
        return user.media;
    case Privilege::configure:
        return user.configure;
    case Privilege::admin:
        return user.admin;
    }
    return false;
}

IloUser* findUser(Ilo& ilo, std::string_view login) {
    const auto found = std::find_if(ilo.users.begin(), ilo.users.end(), [login](const IloUser& user) {
        return !user.login.empty() && user.login == login;
    });
    return found == ilo.users.end() ? nullptr : &*found;
}

std::optional<IloUser> logIn(Chassis& chassis, const IloDoor& door, const std::string& user,
                             const std::string& password) {
    auto& ilo = chassis.ilo(door.bay);
    const auto* found = findUser(ilo, user);
    const bool right = found != nullptr && found->enabled && found->password == Secret(password);
    if (right && !refusesLogin(chassis, door.bay, door.door)) {
        ilo.failedLogins = 0;
        ilo.loginAfter.reset();
        chassis.logIlo(door.bay, LogSeverity::informational, fmt::format("{} login: {}", door.word, user));
        return *found;
    }
    ++ilo.failedLogins;
    ilo.loginAfter = std::chrono::steady_clock::now() + chassis.loginDelay();
    chassis.logIlo(door.bay, LogSeverity::caution, fmt::format("{} login failure: {}", door.word, user));
    return std::nullopt;
}

Duration loginWait(const Chassis& chassis, BayNumber bay) {
    const auto& after = chassis.ilo(bay).loginAfter;
    const auto left = after ? *after - std::chrono::steady_clock::now() : Duration::zero();
    return std::max<Duration>(left, Duration::zero());
}

IloUser trustedUser() {
    IloUser user;
    user.login = "OAtmp";
    user.name = user.login;
    user.admin = user.remoteConsole = user.power = user.media = user.configure = true;
    return user;
}

} // namespace seedbed::emulator
