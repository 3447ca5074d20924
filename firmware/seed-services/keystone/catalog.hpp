// SPDX-License-Identifier: GPL-3.0-or-later
// The service catalog: which API is where, in Keystone's own shapes. Pure; derived from the options alone.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "firmware/seed-services/core/service.hpp"

namespace seedbed::seed {

inline constexpr const char* region = "regionOne";

nlohmann::json catalogFor(const SeedOptions& options, const std::string& projectId);
std::vector<nlohmann::json> serviceList();                            // as GET /v3/services
std::vector<nlohmann::json> endpointList(const SeedOptions& options); // as GET /v3/endpoints

} // namespace seedbed::seed
