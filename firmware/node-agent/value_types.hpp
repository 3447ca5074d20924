// SPDX-License-Identifier: GPL-3.0-or-later
// The types of `os-apply-config --type` (tripleo-deployment 11.2). Pure.
#pragma once

#include <string>
#include <string_view>

#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

// Errors VALUE-TYPE (the text is not of that type), VALUE-TYPE-UNKNOWN (no such type).
Result<> ensureType(const std::string& text, std::string_view type);

} // namespace seedbed::node_agent
