// SPDX-License-Identifier: GPL-3.0-or-later
// JSON patches (RFC 6902) that a stranger sends. Used by the services whose documents can be patched. Pure.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/error.hpp"

namespace seedbed::seed {

// `document` after the operations, still an object. Error JSON-PATCH (invalid). The library does nothing, or aborts in a
// debug build, when something is to be put below a text or a number; here that is an error.
Result<nlohmann::json> patched(const nlohmann::json& document, const nlohmann::json& operations);

} // namespace seedbed::seed
