// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/json_fields.hpp"

#include <nlohmann/json.hpp>

namespace seedbed::field {
namespace {

using nlohmann::json;

const json& member(const json& parent, const char* key) {
    static const json absent;
    auto found = parent.is_object() ? parent.find(key) : parent.end();
    return found == parent.end() ? absent : *found;
}

} // namespace

std::string text(const json& parent, const char* key) {
    const json& value = member(parent, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::uint64_t number(const json& parent, const char* key) {
    const json& value = member(parent, key);
    return value.is_number_integer() && value >= 0 ? value.get<std::uint64_t>() : 0;
}

double real(const json& parent, const char* key) {
    const json& value = member(parent, key);
    return value.is_number() ? value.get<double>() : 0.0;
}

const json& object(const json& parent, const char* key) {
    static const json empty = json::object();
    const json& value = member(parent, key);
    return value.is_object() ? value : empty;
}

const json& list(const json& parent, const char* key) {
    static const json empty = json::array();
    const json& value = member(parent, key);
    return value.is_array() ? value : empty;
}

} // namespace seedbed::field
