// SPDX-License-Identifier: GPL-3.0-or-later
// JSON as Python's json module writes it, which is what templates and cache files of the original agents hold:
// ", " and ": " between parts, everything beyond ASCII escaped. Also the agents' merge of documents. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace seedbed::node_agent {

using Json = nlohmann::ordered_json;

std::string pythonJson(const Json& value);
// Mappings go into mappings, everything else (lists too) is replaced by the later document.
void mergeInto(Json& base, const Json& later);

} // namespace seedbed::node_agent
