// SPDX-License-Identifier: GPL-3.0-or-later
// The resource types of this engine. Called by the engine and by the REST route that lists them.
#pragma once

#include <string>
#include <vector>

#include "firmware/seed-services/heat/resources/resource_type.hpp"

namespace seedbed::heat {

const ResourceType* findResourceType(const std::string& name); // null: unknown
std::vector<const ResourceType*> allResourceTypes();           // by name

} // namespace seedbed::heat
