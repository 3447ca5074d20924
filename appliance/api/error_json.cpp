// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/error_json.hpp"

#include <nlohmann/json.hpp>

namespace seedbed {
namespace {

ErrorKind kindFromName(const std::string& name) {
    for (int kind = 0; kind <= static_cast<int>(ErrorKind::internal); ++kind) {
        if (toString(static_cast<ErrorKind>(kind)) == name) {
            return static_cast<ErrorKind>(kind);
        }
    }
    return ErrorKind::internal;
}

} // namespace

std::string errorJson(const Error& error) {
    return nlohmann::json{{"id", error.id},           {"kind", toString(error.kind)}, {"object", error.object},
                          {"attempted", error.attempted}, {"cause", error.cause},     {"action", error.action}}
        .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

Error errorFromJson(const nlohmann::json& json) {
    return {.kind = kindFromName(json.value("kind", "")),
            .id = json.value("id", ""),
            .object = json.value("object", ""),
            .attempted = json.value("attempted", ""),
            .cause = json.value("cause", ""),
            .action = json.value("action", "")};
}

} // namespace seedbed
