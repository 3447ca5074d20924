// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/error_json.hpp"

#include <nlohmann/json.hpp>

#include "oa-bridge/base/json_fields.hpp"

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
    return {.kind = kindFromName(field::text(json, "kind")),
            .id = field::text(json, "id"),
            .object = field::text(json, "object"),
            .attempted = field::text(json, "attempted"),
            .cause = field::text(json, "cause"),
            .action = field::text(json, "action")};
}

} // namespace seedbed
