// SPDX-License-Identifier: GPL-3.0-or-later
// The one field that a firmware upload is about, out of multipart/form-data. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace seedbed::emulator {

// The content of the part with that name; none when the body is no such form or has no such part.
std::optional<std::string> multipartField(std::string_view contentType, std::string_view body,
                                          std::string_view name);

} // namespace seedbed::emulator
