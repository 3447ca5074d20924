// SPDX-License-Identifier: GPL-3.0-or-later
// Who may use an iLO, and for what: the one rule behind RIBCL, Redfish and SSH. A login that fails is counted
// and logged, and delays the next one (LoginFailureDelay). I/O thread only.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

enum class Privilege { none, remoteConsole, power, media, configure, admin };
bool allows(const IloUser& user, Privilege privilege);

// How somebody came in. `door` is the name that faults know it by, `word` the one in the event log.
struct IloDoor {
    BayNumber bay;
    std::string_view door;
    std::string_view word;
};

// The user, or nobody: unknown, disabled, a wrong password, the fault ilo-refuse-login at this door.
std::optional<IloUser> logIn(Chassis& chassis, const IloDoor& door, const std::string& user,
                             const std::string& password);
// How long no login will be looked at yet.
Duration loginWait(const Chassis& chassis, BayNumber bay);

IloUser* findUser(Ilo& ilo, std::string_view login); // null: there is none
// What the OA may do when it logs in for its own user.
IloUser trustedUser();

} // namespace seedbed::emulator
