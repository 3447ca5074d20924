// SPDX-License-Identifier: GPL-3.0-or-later
// Mustache as os-apply-config renders it (tripleo-deployment 11.2): dotted names, no HTML escaping, values that are
// no text as JSON, an empty mapping is false, no partials, no lambdas. Pure. Error TEMPLATE-SYNTAX.
#pragma once

#include <string>
#include <string_view>

#include "firmware/node-agent/json_text.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

Result<std::string> render(std::string_view text, const Json& values);

} // namespace seedbed::node_agent
