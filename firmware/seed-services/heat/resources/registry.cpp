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
    TYPE(neutronPort)                                                                                        \
    TYPE(resourceGroup)                                                                                      \
    TYPE(structuredDeploymentGroup)                                                                          \
    TYPE(structuredDeployments)                                                                              \
    TYPE(softwareDeploymentGroup)                                                                            \
    TYPE(softwareDeployments)                                                                                \
    TYPE(iamUser)                                                                                            \
    TYPE(iamAccessKey)                                                                                       \
    TYPE(accessPolicy)                                                                                       \
    TYPE(launchConfiguration)                                                                                \
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

const std::vector<const ResourceType*>& allResourceTypes() {
    static const auto types = [] {
        std::vector<const ResourceType*> all{SEEDBED_RESOURCE_TYPES(SEEDBED_ADDRESS)};
        std::sort(all.begin(), all.end(),
                  [](const auto* a, const auto* b) { return a->shape().name < b->shape().name; });
        return all;
    }();
    return types;
}

const ResourceType* findResourceType(const std::string& name) {
    const auto& types = allResourceTypes();
    auto found = std::find_if(types.begin(), types.end(),
                              [&](const auto* type) { return type->shape().name == name; });
    return found == types.end() ? nullptr : *found;
}

namespace {

constexpr int mappingsLimit = 10; // of one name, so that a ring ends

// "OS::TripleO::*" stands for every name that begins so; what follows is put behind the other's "::".
std::string mappedOnce(const std::string& type, const nlohmann::json& registry) {
    auto exact = registry.find(type);
    if (exact != registry.end()) {
        return exact->is_string() && !exact->get_ref<const std::string&>().empty() ? exact->get<std::string>()
                                                                                   : type;
    }
    for (const auto& [pattern, target] : registry.items()) {
        const auto star = pattern.find('*');
        if (star == std::string::npos || !target.is_string() ||
            type.compare(0, star, pattern, 0, star) != 0) {
            continue;
        }
        const auto& other = target.get_ref<const std::string&>();
        const auto end = other.find('*');
        return end == std::string::npos ? other : other.substr(0, end) + type.substr(star);
    }
    return type;
}

} // namespace

std::string implementationOf(const std::string& type, const nlohmann::json& environment) {
    auto registry = environment.find("resource_registry");
    std::string name = type;
    if (registry == environment.end() || !registry->is_object()) {
        return name;
    }
    for (int i = 0; i < mappingsLimit; ++i) {
        const auto next = mappedOnce(name, *registry);
        if (next == name) {
            break;
        }
        name = next;
    }
    return name;
}

bool isProviderFile(const std::string& implementation) {
    return implementation.ends_with(".yaml") || implementation.ends_with(".template");
}

const ResourceType* typeFor(const std::string& type, const nlohmann::json& environment) {
    const auto name = implementationOf(type, environment);
    return isProviderFile(name) ? &templateResource() : findResourceType(name);
}

} // namespace seedbed::heat
