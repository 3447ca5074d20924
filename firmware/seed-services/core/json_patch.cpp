// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/core/json_patch.hpp"

#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/service.hpp"

namespace seedbed::seed {

namespace {

tl::unexpected<Error> wrongPatch(std::string cause) {
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = "JSON-PATCH";
    error.object = "patch";
    error.attempted = "apply it";
    error.cause = std::move(cause);
    error.action = "correct the request";
    return fail(std::move(error));
}

bool belowPrimitive(const nlohmann::json& document, const nlohmann::json& operation) {
    const nlohmann::json::json_pointer place(textOf(operation, "path"));
    if (place.empty() || !document.contains(place.parent_pointer())) {
        return false;
    }
    const auto& parent = document.at(place.parent_pointer());
    return parent.is_primitive() && !parent.is_null();
}

} // namespace

Result<nlohmann::json> patched(const nlohmann::json& document, const nlohmann::json& operations) {
    if (!operations.is_array()) {
        return wrongPatch("it is not a list of operations");
    }
    auto changed = document;
    try {
        for (const auto& operation : operations) {
            if (belowPrimitive(changed, operation)) {
                return wrongPatch("nothing can stand below " + textOf(operation, "path"));
            }
            changed.patch_inplace(nlohmann::json::array({operation}));
        }
    } catch (const nlohmann::json::exception& exception) {
        return wrongPatch(exception.what());
    }
    if (!changed.is_object()) {
        return wrongPatch("it leaves no object");
    }
    return changed;
}

} // namespace seedbed::seed
