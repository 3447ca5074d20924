// SPDX-License-Identifier: GPL-3.0-or-later
// The domain as the CLI lines that make it again ("show config"). Pure.
#pragma once

#include <string>

#include "firmware/emulator/vc/domain.hpp"

namespace seedbed::emulator::vc {

std::string configScript(const Domain& domain);

// Words of the CLI for values, as typed and as printed by "show config".
const char* pxeWord(Pxe pxe);          // enabled, disabled, useBios
const char* speedWord(SpeedType type); // auto, preferred, custom, disabled

} // namespace seedbed::emulator::vc
