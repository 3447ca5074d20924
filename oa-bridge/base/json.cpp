// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed {

Result<nlohmann::json> parseJson(std::string_view text, std::string_view what) {
    bool tooDeep = false;
    auto guard = [&tooDeep](int depth, nlohmann::json::parse_event_t, nlohmann::json&) {
        tooDeep = tooDeep || depth > 64;
        return !tooDeep;
    };
    Error error{.kind = ErrorKind::invalid,
                .id = "JSON-SYNTAX",
                .object = std::string(what),
                .attempted = "read it as JSON",
                .action = "correct the text at that place"};
    try {
        auto value = nlohmann::json::parse(text, guard);
        if (!tooDeep) {
            return value;
        }
        error.cause = "nested deeper than 64 levels";
    } catch (const nlohmann::json::exception& exception) {
        error.cause = exception.what();
    }
    return fail(error);
}

} // namespace seedbed
