// SPDX-License-Identifier: GPL-3.0-or-later
// Text as XML holds it, in elements and attributes of either quotation mark. Written by hand like everything that the
// emulator says. Pure, any thread.
#pragma once

#include <string>
#include <string_view>

namespace seedbed::emulator {

// Line breaks stay; the other control characters, which XML cannot hold, become "?".
std::string escapeXml(std::string_view text);

} // namespace seedbed::emulator
