// SPDX-License-Identifier: GPL-3.0-or-later
// Image records as Glance v2 shows them: new ones, changed ones, filtered ones. Pure. Errors IMAGE-FIELD,
// JSON-PATCH. Extra fields are texts; "sha256" is ours and not shown.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/core/service.hpp"

namespace seedbed::seed {

// A queued image from the body of POST /v2/images.
Result<nlohmann::json> newImage(const nlohmann::json& wanted, const Identity& owner);
// The image after a JSON patch (RFC 6902); read-only fields may not change.
Result<nlohmann::json> patchedImage(const nlohmann::json& image, const nlohmann::json& operations);
// As the API shows it.
nlohmann::json shownImage(nlohmann::json image);
// The page of a list that the query asks for (filters, sort, marker, limit), as the API shows it.
Result<nlohmann::json> imagePage(std::vector<nlohmann::json> images, const HttpRequest& request);
bool maySee(const nlohmann::json& image, const Identity& who);
bool mayChange(const nlohmann::json& image, const Identity& who);
nlohmann::json imageSchema();
nlohmann::json imagesSchema();

} // namespace seedbed::seed
