// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/template/python_text.hpp"

namespace seedbed::heat {

std::string pythonJson(const nlohmann::json& value) {
    if (value.is_object()) {
        std::string text = "{";
        for (const auto& [key, item] : value.items()) {
            text += (text.size() > 1 ? ", " : "") + pythonJson(key) + ": " + pythonJson(item);
        }
        return text + "}";
    }
    if (value.is_array()) {
        std::string text = "[";
        for (const auto& item : value) {
            text += (text.size() > 1 ? ", " : "") + pythonJson(item);
        }
        return text + "]";
    }
    return value.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

std::string pythonText(const nlohmann::json& value) {
    if (value.is_string()) {
        return value.get<std::string>();
    }
    if (value.is_boolean()) {
        return value.get<bool>() ? "True" : "False";
    }
    return value.is_null() ? "None" : pythonJson(value);
}

} // namespace seedbed::heat
