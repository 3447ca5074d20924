// SPDX-License-Identifier: GPL-3.0-or-later
// JSON as the node agents see it: keys keep their order, and text comes out as Python's json.dumps writes it, because
// that is what templates and the files of the original programs show. Pure.
#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

using Json = nlohmann::ordered_json;

// Error JSON-SYNTAX, naming `what`.
Result<Json> parseOrdered(std::string_view text, std::string_view what);
// indent < 0: one line with ", " and ": ". Non-ASCII as \uXXXX, floats in their shortest form.
std::string pythonJson(const Json& value, int indent = -1);
// Equal whatever the order of keys.
bool sameValue(const Json& a, const Json& b);
// Objects go into objects, everything else (lists too) is replaced by `later`; a non-object root is skipped.
void mergeDeep(Json& into, const Json& later);

} // namespace seedbed::node_agent
