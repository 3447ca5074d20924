// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/json_text.hpp"

namespace seedbed::node_agent {

std::string pythonJson(const Json& value) {
    std::string text;
    if (value.is_object()) {
        for (const auto& [key, item] : value.items()) {
            text += (text.empty() ? "" : ", ") + Json(key).dump(-1, ' ', true) + ": " + pythonJson(item);
        }
        return "{" + text + "}";
    }
    if (value.is_array()) {
        for (const Json& item : value) {
            text += (text.empty() ? "" : ", ") + pythonJson(item);
        }
        return "[" + text + "]";
    }
    return value.dump(-1, ' ', true);
}

void mergeInto(Json& base, const Json& later) {
    if (!base.is_object() || !later.is_object()) {
        base = later;
        return;
    }
    for (const auto& [key, value] : later.items()) {
        mergeInto(base[key], value);
    }
}

} // namespace seedbed::node_agent
