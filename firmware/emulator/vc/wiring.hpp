// SPDX-License-Identifier: GPL-3.0-or-later
// What a domain means for the blades and for the wires outside. Pure.
#pragma once

#include <array>
#include <map>
#include <string>

#include "firmware/emulator/vc/health.hpp"

namespace seedbed::emulator::vc {

using Nics = std::array<Nic, kNicsPerBlade>;

// The FlexNICs of a blade under a profile. Those without a connection keep the factory address and no network.
Nics wiring(const Domain& domain, const Chassis& chassis, const Profile& profile);

// Every network that is enabled, with the port that carries its frames now.
std::map<std::string, NetworkWires> networkWires(const Domain& domain, const Chassis& chassis);

} // namespace seedbed::emulator::vc
