// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/resources/registry.hpp"

#include <algorithm>

namespace seedbed::heat {

// One line a type: the function of its file that returns it.
#define SEEDBED_RESOURCE_TYPES(TYPE)                                                                         \
    TYPE(novaServer)                                                                                         \
    TYPE(softwareConfig)                                                                                     \
    TYPE(softwareDeployment)                                                                                 \
    TYPE(structuredConfig)                                                                                   \
    TYPE(structuredDeployment)                                                                               \
    TYPE(randomString)                                                                                       \
    TYPE(none)                                                                                               \
    TYPE(testResource)                                                                                       \
    TYPE(waitCondition)                                                                                      \
    TYPE(waitConditionHandle)                                                                                \
    TYPE(awsWaitCondition)                                                                                   \
    TYPE(awsWaitConditionHandle)

#define SEEDBED_DECLARE(TYPE) const ResourceType& TYPE();
#define SEEDBED_ADDRESS(TYPE) &TYPE(),
SEEDBED_RESOURCE_TYPES(SEEDBED_DECLARE)

std::vector<const ResourceType*> allResourceTypes() {
    std::vector<const ResourceType*> types{SEEDBED_RESOURCE_TYPES(SEEDBED_ADDRESS)};
    std::sort(types.begin(), types.end(),
              [](const auto* a, const auto* b) { return a->shape().name < b->shape().name; });
    return types;
}

const ResourceType* findResourceType(const std::string& name) {
    const auto types = allResourceTypes();
    auto found = std::find_if(types.begin(), types.end(),
                              [&](const auto* type) { return type->shape().name == name; });
    return found == types.end() ? nullptr : *found;
}

} // namespace seedbed::heat
