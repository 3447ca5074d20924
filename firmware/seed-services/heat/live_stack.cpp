// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/live_stack.hpp"

#include <chrono>

#include "firmware/seed-services/heat/resources/registry.hpp"
#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {

std::int64_t secondsNow() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

LiveStack::LiveStack(const asio::any_io_executor& executor, const Surroundings& around, Stack stack,
                     StackPlan stackPlan)
    : record(std::move(stack)), plan(std::move(stackPlan)), changed(executor), around_(around) {
    for (const auto& [name, definition] : plan.tmpl.resources) {
        Resource resource;
        resource.name = name;
        resource.type = definition.type;
        resource.uuid = newUuid();
        resource.physicalName = physicalName(record.name, name, resource.uuid);
        resources.emplace(name, std::move(resource));
    }
}

Resource* LiveStack::find(const std::string& name) {
    auto found = resources.find(name);
    return found == resources.end() ? nullptr : &found->second;
}

const ResourceType& LiveStack::typeOf(const Resource& resource) const {
    const ResourceType* type = typeFor(resource.type, record.environment);
    return type ? *type : *findResourceType("OS::Heat::None"); // unknown only after a downgrade
}

const Resource* LiveStack::byReference(const std::string& reference) {
    for (auto& [name, resource] : resources) {
        if (typeOf(resource).reference(context(resource)) == reference) {
            return &resource;
        }
    }
    return nullptr;
}

ResourceContext LiveStack::context(Resource& resource) {
    return {around_, record, resource, secondsNow(),
            [this](const std::string& reference) { return byReference(reference); }};
}

Json LiveStack::referenceOf(const std::string& name) {
    Resource* resource = find(name);
    return resource && resource->exists() ? typeOf(*resource).reference(context(*resource)) : Json(name);
}

Json LiveStack::attributeOf(const std::string& name, const std::string& attribute) {
    Resource* resource = find(name);
    return resource && resource->exists() ? typeOf(*resource).attribute(context(*resource), attribute)
                                          : Json();
}

Scope LiveStack::scope() {
    Scope scope;
    scope.parameters = plan.parameters;
    scope.parameters.merge(pseudoParameters(plan.tmpl.notation, record.name, record.id, record.projectId));
    scope.reference = [this](const std::string& name) { return referenceOf(name); };
    scope.attribute = [this](const std::string& name, const std::string& attribute) {
        return attributeOf(name, attribute);
    };
    for (const auto& [name, content] : record.files.items()) {
        scope.files[name] = content.is_string() ? content.get<std::string>() : content.dump();
    }
    return scope;
}

Result<Json> LiveStack::outputValue(const OutputDefinition& output) {
    return resolve(output.value, plan.tmpl, scope());
}

} // namespace seedbed::heat
