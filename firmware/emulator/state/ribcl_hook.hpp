// SPDX-License-Identifier: GPL-3.0-or-later
// The OA's way to the RIBCL of an iLO (HPONCFG, submitMpRibcl): the OA supplies the credentials, so whatever the
// script says of them is not looked at. Set by the iLO's face, used by the OA's; I/O thread only.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "oa-bridge/base/ids.hpp"

namespace seedbed::emulator {

class Chassis;
using RibclHook = std::function<std::string(Chassis&, BayNumber, std::string_view script)>;

} // namespace seedbed::emulator
