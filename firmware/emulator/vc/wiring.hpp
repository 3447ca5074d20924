// SPDX-License-Identifier: GPL-3.0-or-later
// What a domain means for the blades and for the wires outside. Pure.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "firmware/emulator/state/chassis.hpp"
#include "firmware/emulator/vc/domain.hpp"

namespace seedbed::emulator::vc {

using Nics = std::array<Nic, kNicsPerBlade>;

// The FlexNICs of a blade under a profile. Those without a connection keep the factory address and no
// network. A connection of several networks is wired to its untagged one: the lab's wires carry no tags.
Nics wiring(const Domain& domain, const Profile& profile, const Nics& factory);

// Networks whose frames leave untagged, with their uplink ports: the native network of an uplink set, and a
// plain network with ports of its own.
std::map<std::string, std::vector<std::string>> untaggedUplinks(const Domain& domain);

} // namespace seedbed::emulator::vc
