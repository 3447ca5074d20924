// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/resources/nested_resource.hpp"

#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

constexpr std::string_view failedMark = " failed: ";

// "Resource CREATE failed: ValueError: resources.a: text" is the exception, and the way down to it.
Error failureInside(const Stack& stack) {
    const auto at = stack.reason.find(failedMark);
    const auto told = at == std::string::npos ? stack.reason : stack.reason.substr(at + failedMark.size());
    const auto way = told.find(": resources.");
    return way == std::string::npos ? resourceFailure("StackFailed", told)
                                    : resourceFailure(told.substr(0, way), told.substr(way + 2));
}

bool sameInside(const Stack& one, const Stack& other) {
    return one.source == other.source && one.parameters == other.parameters &&
           one.environment == other.environment && one.files == other.files;
}

} // namespace

nlohmann::json inheritedEnvironment(const nlohmann::json& environment) {
    nlohmann::json inherited = nlohmann::json::object();
    for (const char* section : {"resource_registry", "parameter_defaults"}) {
        if (environment.contains(section)) {
            inherited[section] = environment[section];
        }
    }
    return inherited;
}

Result<Stack> NestedResource::childOf(const ResourceContext& context,
                                      const nlohmann::json& properties) const {
    auto made = inside(context, properties);
    if (!made) {
        return fail(made.error());
    }
    Stack child;
    child.id = context.resource.uuid;
    child.name = context.resource.physicalName;
    child.projectId = context.stack.projectId;
    child.owner = context.stack.owner;
    child.userId = context.stack.userId;
    child.timeoutMinutes = context.stack.timeoutMinutes;
    child.parentId = context.stack.id;
    child.parentResource = context.resource.name;
    child.facade = {{"metadata", context.resource.declared}};
    child.files = context.stack.files;
    child.source = std::move(made->source);
    child.parameters = std::move(made->parameters);
    child.environment = std::move(made->environment);
    return child;
}

Result<> NestedResource::create(ResourceContext& context) const {
    auto child = childOf(context, context.resource.properties);
    if (!child) {
        return fail(child.error());
    }
    context.resource.data["nested"] = shape().name;
    auto made = context.around.nested.create(std::move(*child));
    if (made) {
        context.resource.physicalId = context.resource.uuid;
    }
    return made;
}

Result<bool> NestedResource::created(ResourceContext& context) const {
    auto child = context.around.nested.record(context.resource.uuid);
    if (!child) {
        return fail(child.error());
    }
    return child->status == "FAILED" ? fail(failureInside(*child)) : Result<bool>(!child->inProgress());
}

Result<> NestedResource::update(ResourceContext& context) const {
    auto child = childOf(context, context.resource.properties);
    return child ? context.around.nested.update(*child) : fail(child.error());
}

Change NestedResource::changeFor(const ResourceContext& context, const std::set<std::string>&,
                                 const nlohmann::json& properties) const {
    auto now = context.around.nested.record(context.resource.uuid);
    auto wanted = childOf(context, properties);
    return now && wanted && sameInside(*now, *wanted) ? Change::nothing : Change::inPlace;
}

bool NestedResource::isLost(const ResourceContext& context) const {
    auto child = context.around.nested.record(context.resource.uuid);
    return !child || child->action == "DELETE";
}

Result<> NestedResource::remove(ResourceContext& context) const {
    auto gone = context.around.nested.remove(context.resource.uuid);
    return !gone && gone.error().kind == ErrorKind::notFound ? Result<>() : gone;
}

Result<bool> NestedResource::removed(ResourceContext& context) const {
    auto child = context.around.nested.record(context.resource.uuid);
    if (!child || child->isDeleted()) {
        return true;
    }
    return child->in("DELETE", "FAILED") ? fail(failureInside(*child)) : Result<bool>(false);
}

nlohmann::json NestedResource::reference(const ResourceContext& context) const {
    const auto& resource = context.resource;
    return stackArn(context.stack.projectId, resource.physicalName, resource.uuid);
}

nlohmann::json NestedResource::attribute(const ResourceContext& context, const std::string& name) const {
    auto value = context.around.nested.output(context.resource.uuid, name);
    return value ? *value : nlohmann::json();
}

} // namespace seedbed::heat
