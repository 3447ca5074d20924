// SPDX-License-Identifier: GPL-3.0-or-later
// What the CLI shows of the connections of a profile. I/O thread.
#pragma once

#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/virtual_connect.hpp"

namespace seedbed::emulator::vc {

// In this order: Profile, Port, Server, Network Name, Port Mapping, Status, PXE, MAC Address, Configured
// Speed, Allocated Speed.
std::vector<Record> connectionRecords(const VirtualConnect& module, const Profile& profile);

} // namespace seedbed::emulator::vc
