// SPDX-License-Identifier: GPL-3.0-or-later
// The objects the OA shows by SNMP. Pure functions of the chassis. Source: CPQRACK-MIB; sysDescr and sysObjectID as public captures show them.
#pragma once

#include "firmware/emulator/snmp/agent.hpp"
#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator::snmp {

Objects oaObjects(const Chassis& chassis, Clock clock);

const Oid& compaq(); // 1.3.6.1.4.1.232
const Oid& rack();   // ...232.22.2
Oid sysName();

} // namespace seedbed::emulator::snmp
