// SPDX-License-Identifier: GPL-3.0-or-later
// The managed status of the things of a domain, as SNMP tells it: a number, why, and the reason code. Pure
// functions of the module. Source: HPVC-MIB, VcManagedStatus and the reason code types with their sample
// causes.
#pragma once

#include <string>

#include "firmware/emulator/vc/virtual_connect.hpp"

namespace seedbed::emulator::vc {

enum ManagedStatus : int {
    unknownStatus = 1,
    normal = 2,
    warning = 3,
    minor = 4,
    major = 5,
    critical = 6,
    disabledStatus = 7,
    info = 8
};

struct Managed {
    int status = normal;
    std::string rootCause;
    std::string cause;
    int reason = 0;
    bool operator==(const Managed&) const = default;
};

Managed managedDomain(const VirtualConnect& module);
Managed managedEnclosure(const VirtualConnect& module);
Managed managedModule(const VirtualConnect& module);
Managed managedServer(const VirtualConnect& module, BayNumber bay);
Managed managedNetwork(const VirtualConnect& module, const Network& network);
Managed managedProfile(const VirtualConnect& module, const Profile& profile);

const char* statusName(int status); // "Normal", as the severities of a trap destination are named

} // namespace seedbed::emulator::vc
