// SPDX-License-Identifier: GPL-3.0-or-later
// Reading base64, as Basic authentication sends it. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace seedbed::emulator {

std::optional<std::string> decodeBase64(std::string_view text); // none: it is no base64

} // namespace seedbed::emulator
