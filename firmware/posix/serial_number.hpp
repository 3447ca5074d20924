// SPDX-License-Identifier: GPL-3.0-or-later
// The serial number of the machine a program on the metal runs on: the firmware's (SMBIOS, as the kernel shows it), or
// what the chassis tells a namespace blade in SEEDBED_SERIAL. Empty when neither is there. One thread.
#pragma once

#include <string>

namespace seedbed::posix {

std::string serialNumber();

} // namespace seedbed::posix
