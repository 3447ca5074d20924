// SPDX-License-Identifier: GPL-3.0-or-later
// Console bytes as the API carries them. Pure.
#pragma once

#include <string>
#include <string_view>

namespace seedbed::api {

std::string fromBase64(std::string_view text); // ends at what is no base64, as the padding

} // namespace seedbed::api
