// SPDX-License-Identifier: GPL-3.0-or-later
// The resource types of this engine, and what an environment makes of a type's name. Called by the engine and
// by the REST route that lists them.
#pragma once

#include <string>
#include <vector>

#include "firmware/seed-services/heat/resources/resource_type.hpp"

namespace seedbed::heat {

const ResourceType* findResourceType(const std::string& name); // null: unknown
const std::vector<const ResourceType*>& allResourceTypes();    // by name

// Through the environment's resource_registry, "A::*" included: a type of this engine or the name of a file.
std::string implementationOf(const std::string& type, const nlohmann::json& environment);
bool isProviderFile(const std::string& implementation);
// The type that implements `type`; null: unknown.
const ResourceType* typeFor(const std::string& type, const nlohmann::json& environment);
const ResourceType& templateResource();
// The template in a stack's files. HEAT-VALIDATION.
Result<nlohmann::json> providerSource(const std::string& file, const nlohmann::json& files);

} // namespace seedbed::heat
