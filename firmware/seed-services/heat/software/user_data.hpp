// SPDX-License-Identifier: GPL-3.0-or-later
// The user data of a server as MIME multipart: cloud-config, boothook, part handler, the user's own, and
// cfn-init-data with the metadata at creation time. Facts: tripleo-deployment.md section 7.5. Pure.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace seedbed::heat {

// `boundary` must not occur in any part: a fresh UUID. `own` may be empty, a script, or a MIME document.
std::string multipartUserData(const nlohmann::json& metadata, const std::string& own,
                              const std::string& boundary);

} // namespace seedbed::heat
