// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/live_stack.hpp"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "firmware/seed-services/heat/resources/registry.hpp"
#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

std::set<std::string> changedKeys(const Json& before, const Json& after) {
    std::set<std::string> changed;
    for (const auto& [one, other] : {std::pair(&before, &after), std::pair(&after, &before)}) {
        for (const auto& [key, value] : one->items()) {
            if (!other->contains(key) || (*other)[key] != value) {
                changed.insert(key);
            }
        }
    }
    return changed;
}

} // namespace

std::int64_t secondsNow() {
    return std::chrono::duration_cast<std::chrono::seconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

Json inputsOf(const Stack& stack) {
    return {{"source", stack.source},
            {"parameters", stack.parameters},
            {"environment", stack.environment},
            {"files", stack.files}};
}

void setInputs(Stack& stack, const Json& inputs) {
    stack.source = inputs.value("source", Json::object());
    stack.parameters = inputs.value("parameters", Json::object());
    stack.environment = inputs.value("environment", Json::object());
    stack.files = inputs.value("files", Json::object());
}

LiveStack::LiveStack(const asio::any_io_executor& executor, const Surroundings& around, Stack stack,
                     StackPlan stackPlan)
    : record(std::move(stack)), changed(executor), around_(around) {
    adopt(std::move(stackPlan));
}

Resource LiveStack::fresh(const std::string& name) const {
    Resource resource;
    resource.name = name;
    resource.type = plan.tmpl.resources.at(name).type;
    resource.uuid = newUuid();
    resource.physicalName = physicalName(record.name, name, resource.uuid);
    return resource;
}

Resource& LiveStack::retire(Resource resource) {
    resource.retired = true;
    const auto key = resource.key();
    return retired.insert_or_assign(key, std::move(resource)).first->second;
}

std::vector<Resource*> LiveStack::adopt(StackPlan other) {
    plan = std::move(other);
    std::vector<Resource*> dropped;
    for (auto it = resources.begin(); it != resources.end();) {
        if (plan.tmpl.resources.contains(it->first)) {
            ++it;
            continue;
        }
        dropped.push_back(&retire(std::move(it->second)));
        it = resources.erase(it);
    }
    for (const auto& [name, definition] : plan.tmpl.resources) {
        if (!resources.contains(name)) {
            resources.emplace(name, fresh(name));
        }
    }
    return dropped;
}

Result<StackPlan> LiveStack::planBack() {
    Stack before = record;
    setInputs(before, record.previous);
    auto back = planStack(before);
    if (back) {
        setInputs(record, record.previous);
        record.previous = nullptr;
    }
    return back;
}

Resource* LiveStack::find(const std::string& name) {
    auto found = resources.find(name);
    return found == resources.end() ? nullptr : &found->second;
}

std::vector<Resource*> LiveStack::retiredOnes() {
    std::vector<Resource*> found;
    for (auto& [key, resource] : retired) {
        found.push_back(&resource);
    }
    return found;
}

std::vector<Resource*> LiveStack::everything() {
    auto found = retiredOnes();
    for (auto& [name, resource] : resources) {
        found.push_back(&resource);
    }
    return found;
}

const ResourceType& LiveStack::typeOf(const Resource& resource) const {
    if (resource.data.contains("nested")) { // whatever its name means after an update
        const ResourceType* named = findResourceType(resource.data["nested"].get<std::string>());
        return named ? *named : templateResource();
    }
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
    scope.facade = record.facade;
    for (const auto& [name, content] : record.files.items()) {
        scope.files[name] = content.is_string() ? content.get<std::string>() : content.dump();
    }
    return scope;
}

Result<Json> LiveStack::outputValue(const OutputDefinition& output) {
    return resolve(output.value, plan.tmpl, scope());
}

// A user without policies may read all; so it is in Heat.
bool LiveStack::mayRead(const std::string& userId, const std::string& name) {
    const Resource* owner = nullptr;
    for (const auto& [key, resource] : resources) {
        if (!userId.empty() && resource.data.value("user_id", "") == userId) {
            owner = &resource;
        }
    }
    if (owner == nullptr || owner->name == name) {
        return owner != nullptr;
    }
    const Resource* user =
        owner->type == "AWS::IAM::AccessKey" ? byReference(owner->properties.value("UserName", "")) : nullptr;
    if (user == nullptr) {
        return false;
    }
    const auto policies = user->properties.value("Policies", Json::array());
    return std::all_of(policies.begin(), policies.end(), [&](const Json& policy) {
        const Resource* found = policy.is_string() ? byReference(policy.get<std::string>()) : nullptr;
        const auto allowed = found ? found->properties.value("AllowedResources", Json::array()) : Json();
        return std::find(allowed.begin(), allowed.end(), Json(name)) != allowed.end();
    });
}

bool LiveStack::isUpToDate(const std::string& name) {
    const Resource* resource = find(name);
    return resource && resource->revision == record.revision && resource->status == "COMPLETE";
}

bool LiveStack::isBuilt() {
    return std::all_of(resources.begin(), resources.end(),
                       [this](const auto& pair) { return isUpToDate(pair.first); });
}

Result<PreparedResource> LiveStack::prepare(const std::string& name) {
    const auto& definition = plan.tmpl.resources.at(name);
    auto now = scope();
    auto properties = resolve(definition.properties, plan.tmpl, now);
    auto metadata = properties ? resolve(definition.metadata, plan.tmpl, now) : properties;
    if (!metadata) {
        return fail(metadata.error());
    }
    if (std::max(depthOf(*properties), depthOf(*metadata)) > templateDepthLimit) {
        return fail(
            refusal(Refusal::templateTooLarge, name,
                    fmt::format("The properties are nested deeper than {} levels.", templateDepthLimit)));
    }
    const ResourceType* type = typeFor(definition.type, record.environment);
    auto checked = type ? checkedProperties(*type, name, std::move(*properties)) : properties;
    if (!checked) {
        return fail(checked.error());
    }
    const auto& needs = plan.graph.needs.at(name);
    return PreparedResource{
        std::move(*checked), std::move(*metadata), {needs.begin(), needs.end()}, definition.retain};
}

Change LiveStack::changeOf(Resource& resource, const PreparedResource& prepared) {
    if (resource.isGone()) {
        return Change::create;
    }
    const auto& type = typeOf(resource);
    const bool failed = resource.status == "FAILED";
    const auto here = context(resource);
    if (resource.type != plan.tmpl.resources.at(resource.name).type ||
        (failed && (resource.action == "CHECK" || resource.action == "DELETE" || type.isLost(here)))) {
        return Change::replace;
    }
    const auto keys = changedKeys(resource.properties, prepared.properties);
    const auto change = type.changeFor(here, keys, prepared.properties);
    const bool touched = failed || resource.declared != prepared.metadata;
    return change == Change::nothing && touched ? Change::inPlace : change;
}

void LiveStack::replace(Resource& resource) {
    retire(std::exchange(resource, fresh(resource.name)));
}

bool LiveStack::revive(Resource& resource, const PreparedResource& prepared) {
    const auto& type = plan.tmpl.resources.at(resource.name).type;
    auto found = std::find_if(retired.begin(), retired.end(), [&](const auto& pair) {
        const Resource& old = pair.second;
        return old.name == resource.name && old.type == type && old.status == "COMPLETE" && !old.isGone() &&
               old.properties == prepared.properties && old.declared == prepared.metadata;
    });
    if (found == retired.end()) {
        return false;
    }
    Resource old = std::move(found->second);
    retired.erase(found);
    old.retired = false;
    old.revision = record.revision;
    old.needs = prepared.needs;
    old.retain = prepared.retain;
    auto current = std::exchange(resource, std::move(old));
    if (!current.isGone()) {
        retire(std::move(current));
    }
    return true;
}

} // namespace seedbed::heat
