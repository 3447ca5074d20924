// SPDX-License-Identifier: GPL-3.0-or-later
// Mustache as os-apply-config renders it (tripleo-deployment 11.2): no HTML escaping, values that are not text as
// JSON, null and missing names empty, partials empty. Pure.
#pragma once

#include <string>
#include <string_view>

#include "firmware/node-agent/json_text.hpp"

namespace seedbed::node_agent {

// Error MUSTACHE-SYNTAX: a section that is not closed, or closed by another name.
Result<std::string> renderMustache(std::string_view text, const Json& data);

} // namespace seedbed::node_agent
