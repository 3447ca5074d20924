// SPDX-License-Identifier: GPL-3.0-or-later
// The factory identity of each blade: serial number, UUID, MAC addresses. Pure: the same seed and bay always
// give the same blade, and no two bays or seeds share an address. MACs are locally administered.
#pragma once

#include "firmware/emulator/state/chassis.hpp"

namespace seedbed::emulator {

// Everything of a blade that never changes, plus its state as it leaves the factory: off, wired to nothing.
Blade makeBlade(const ChassisOptions& options, BayNumber bay);
// Its management processor as it leaves the factory: the one user of the chassis in the first place.
Ilo makeIlo(const ChassisOptions& options, const Blade& blade);
// The OA as it leaves the factory, set up for the lab: the one user, EBIPA giving out the chassis' addresses.
OaSettings makeOaSettings(const ChassisOptions& options);
// The eight FlexNICs without a Virtual Connect profile: factory MACs counted up from the two LOMs, no
// network.
std::array<Nic, kNicsPerBlade> factoryNics(const Blade& blade);
// 8-4-4-4-12, lower case.
std::string uuidText(const std::array<std::uint8_t, 16>& uuid);

} // namespace seedbed::emulator
