// SPDX-License-Identifier: GPL-3.0-or-later
// Base64 to bytes, as user data and key pairs come. Pure. Error COMPUTE-BASE64.
#pragma once

#include <string>
#include <string_view>

#include "oa-bridge/base/error.hpp"

namespace seedbed::seed {

Result<std::string> fromBase64(std::string_view text); // white space is skipped

} // namespace seedbed::seed
