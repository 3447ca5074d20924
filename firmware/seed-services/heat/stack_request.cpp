// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/stack_request.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/resources/registry.hpp"
#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "firmware/seed-services/heat/template/conditions.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

constexpr int defaultTimeoutMinutes = 60;
constexpr int longestTimeoutMinutes = 7 * 24 * 60;

Error badRequest(const std::string& field, const std::string& why) {
    return refusal(Refusal::request, field, why);
}

// A map, or text of one; missing and null are empty.
Result<Json> documentField(const Json& body, const char* key) {
    auto found = body.find(key);
    if (found == body.end() || found->is_null()) {
        return Json::object();
    }
    if (found->is_string()) {
        return parseDocument(found->get_ref<const std::string&>(), key);
    }
    if (!found->is_object()) {
        return fail(badRequest(key, fmt::format("{} must be a map or the text of one.", key)));
    }
    if (depthOf(*found) > templateDepthLimit) {
        return fail(refusal(Refusal::templateTooLarge, key,
                            fmt::format("The {} is nested deeper than {} levels.", key, templateDepthLimit)));
    }
    return *found;
}

// Section by section; a later file wins key by key.
void mergeEnvironment(Json& into, const Json& from) {
    for (const auto& [section, value] : from.items()) {
        if (value.is_object() && into.contains(section) && into[section].is_object()) {
            into[section].update(value);
        } else if (!value.is_null()) {
            into[section] = value;
        }
    }
}

Result<Json> checkedEnvironment(Result<Json> environment) {
    for (const char* section : {"parameters", "parameter_defaults", "resource_registry"}) {
        const bool wrong = environment && environment->contains(section) &&
                           !(*environment)[section].is_null() && !(*environment)[section].is_object();
        if (wrong) {
            return fail(badRequest("environment",
                                   fmt::format("The section {} of the environment must be a map.", section)));
        }
    }
    return environment;
}

Result<int> timeoutOf(const Json& body) {
    auto found = body.find("timeout_mins");
    if (found == body.end() || found->is_null()) {
        return defaultTimeoutMinutes;
    }
    const auto number =
        found->is_string() ? Json::parse(found->get_ref<const std::string&>(), nullptr, false) : *found;
    if (!number.is_number_integer() || number.get<std::int64_t>() < 1 ||
        number.get<std::int64_t>() > longestTimeoutMinutes) {
        return fail(
            badRequest("timeout_mins", "timeout_mins must be a positive number of minutes, at most a week."));
    }
    return number.get<int>();
}

bool isFalse(const Json& value) {
    return value == false || (value.is_string() && iequals(value.get_ref<const std::string&>(), "false"));
}

std::vector<std::string> tagsIn(const Json& body) {
    const Json tags = body.value("tags", Json());
    return tags.is_string() && tags != "" ? split(tags.get_ref<const std::string&>(), ',')
                                          : std::vector<std::string>{};
}

// The parameters of the stack that are to have their defaults again.
void mergeExisting(Stack& stack, const Json& cleared) {
    for (const auto& name : cleared) {
        if (!name.is_string()) {
            continue;
        }
        stack.parameters.erase(name.get<std::string>());
        if (stack.environment.contains("parameters")) {
            stack.environment["parameters"].erase(name.get<std::string>());
        }
    }
}

Error wrongProperty(const std::string& resource, const std::string& why) {
    const auto where = fmt::format("resources.{}.properties", resource);
    return refusal(Refusal::validation, where, fmt::format("Property error: {}: {}", where, why));
}

// The properties of a provider template are its parameters.
Result<> checkProvider(const std::string& file, const ResourceDefinition& definition, const Json& files) {
    auto source = providerSource(file, files);
    auto provider = source ? parseTemplate(std::move(*source)) : Result<Template>(fail(source.error()));
    if (!provider) {
        return fail(provider.error());
    }
    for (const auto& [name, value] : definition.properties.items()) {
        if (!provider->parameters.contains(name)) {
            return fail(wrongProperty(definition.name, "Unknown Property " + name));
        }
    }
    for (const auto& [name, schema] : provider->parameters) {
        if (!schema.defaultValue && !definition.properties.contains(name)) {
            return fail(wrongProperty(definition.name, fmt::format("Property {} not assigned", name)));
        }
    }
    return {};
}

Result<> checkResource(const ResourceDefinition& definition, const Json& environment, const Json& files) {
    const auto implementation = implementationOf(definition.type, environment);
    if (isProviderFile(implementation)) {
        return checkProvider(implementation, definition, files);
    }
    const ResourceType* type = typeFor(definition.type, environment);
    if (type == nullptr) {
        return fail(refusal(Refusal::validation, "resources." + definition.name,
                            fmt::format("The Resource Type ({}) could not be found.", definition.type)));
    }
    return checkDefinition(*type, definition);
}

Result<> checkAttributes(const Template& tmpl, const Json& environment, const Json& value,
                         const std::string& where) {
    auto found = references(value, tmpl, where);
    if (!found) {
        return fail(found.error());
    }
    for (const auto& reference : *found) {
        const ResourceType* type = typeFor(tmpl.resources.at(reference.resource).type, environment);
        if (reference.attribute.empty() || type == nullptr || type->shape().anyAttribute) {
            continue;
        }
        const auto& known = type->shape().attributes;
        if (std::find(known.begin(), known.end(), reference.attribute) == known.end()) {
            return fail(refusal(Refusal::attribute, where,
                                fmt::format("The Referenced Attribute ({} {}) is incorrect.",
                                            reference.resource, reference.attribute)));
        }
    }
    return {};
}

} // namespace

Result<Json> templateOf(const Json& body) {
    if (body.contains("template") && !body["template"].is_null()) {
        return documentField(body, "template");
    }
    return fail(badRequest("template", body.contains("template_url")
                                           ? "template_url is not supported: send the template itself."
                                           : "No template specified"));
}

Result<Json> environmentOf(const Json& body) {
    auto environment = documentField(body, "environment");
    if (!environment || !environment->empty() || !body.contains("environment_files")) {
        return checkedEnvironment(std::move(environment));
    }
    const Json& files = body.contains("files") ? body["files"] : Json::object();
    for (const auto& name : body["environment_files"]) {
        const bool there =
            name.is_string() && files.is_object() && files.contains(name.get_ref<const std::string&>());
        auto part = there ? documentField(files, name.get_ref<const std::string&>().c_str())
                          : Result<Json>(fail(badRequest("environment_files",
                                                         "An environment file is missing from files.")));
        if (!part) {
            return part;
        }
        mergeEnvironment(*environment, *part);
    }
    return checkedEnvironment(std::move(environment));
}

Result<Stack> readStackRequest(const Json& body) {
    Stack stack;
    const auto name = body.find("stack_name");
    if (name == body.end() || !name->is_string() || !isStackName(name->get_ref<const std::string&>())) {
        return fail(
            badRequest("stack_name", fmt::format("Invalid stack name {} must contain only alphanumeric or "
                                                 "\"_-.\" characters, must start with alpha and must be 255 "
                                                 "characters or less.",
                                                 name == body.end() ? "" : name->dump())));
    }
    stack.name = name->get<std::string>();
    auto source = templateOf(body);
    auto environment = source ? environmentOf(body) : source;
    auto parameters = environment ? documentField(body, "parameters") : environment;
    auto files = parameters ? documentField(body, "files") : parameters;
    if (!files) {
        return fail(files.error());
    }
    auto timeout = timeoutOf(body);
    if (!timeout) {
        return fail(timeout.error());
    }
    stack.source = std::move(*source);
    stack.environment = std::move(*environment);
    stack.parameters = std::move(*parameters);
    stack.files = std::move(*files);
    stack.timeoutMinutes = *timeout;
    const auto rollback = body.value("disable_rollback", Json(true));
    stack.disableRollback = !isFalse(rollback);
    stack.tags = tagsIn(body);
    return stack;
}

Result<Stack> readStackUpdate(const Stack& current, const Json& body, Update kind) {
    const bool existing = kind == Update::existing;
    const bool sameTemplate = existing && (!body.contains("template") || body["template"].is_null());
    auto source = sameTemplate ? Result<Json>(current.source) : templateOf(body);
    auto environment = source ? environmentOf(body) : source;
    auto parameters = environment ? documentField(body, "parameters") : environment;
    auto files = parameters ? documentField(body, "files") : parameters;
    auto timeout = files ? timeoutOf(body) : Result<int>(fail(files.error()));
    if (!timeout) {
        return fail(timeout.error());
    }
    Stack stack = current;
    if (existing) {
        mergeExisting(stack, body.value("clear_parameters", Json::array()));
        mergeEnvironment(stack.environment, *environment);
        stack.parameters.update(*parameters);
        stack.files.update(*files);
    } else {
        stack.environment = std::move(*environment);
        stack.parameters = std::move(*parameters);
        stack.files = std::move(*files);
    }
    stack.source = std::move(*source);
    stack.timeoutMinutes = body.contains("timeout_mins") ? *timeout : current.timeoutMinutes;
    stack.disableRollback =
        body.contains("disable_rollback") ? !isFalse(body["disable_rollback"]) : current.disableRollback;
    stack.tags = body.contains("tags") || !existing ? tagsIn(body) : current.tags;
    return stack;
}

Result<> checkTemplate(const Template& tmpl, const Json& environment, const Json& files, Check what) {
    for (const auto& [name, definition] : tmpl.resources) {
        const auto where = "resources." + name;
        auto done = checkResource(definition, environment, files);
        if (done && what == Check::everything) {
            done = typeFor(definition.type, environment)->validate(tmpl, definition);
        }
        done = done ? checkAttributes(tmpl, environment, definition.properties, where) : done;
        done = done ? checkAttributes(tmpl, environment, definition.metadata, where) : done;
        if (!done) {
            return done;
        }
    }
    for (const auto& output : tmpl.outputs) {
        auto done = checkAttributes(tmpl, environment, output.value, "outputs." + output.name);
        if (!done) {
            return done;
        }
    }
    return {};
}

Result<StackPlan> planStack(const Stack& stack) {
    auto tmpl = parseTemplate(stack.source);
    if (!tmpl) {
        return fail(tmpl.error());
    }
    auto parameters = bindParameters(*tmpl, stack.parameters, stack.environment);
    if (!parameters) {
        return fail(parameters.error());
    }
    auto all = *parameters;
    all.merge(pseudoParameters(tmpl->notation, stack.name, stack.id, stack.projectId));
    auto decided = applyConditions(*tmpl, all);
    auto graph = decided ? dependencyGraph(*tmpl) : Result<Graph>(fail(decided.error()));
    if (!graph) {
        return fail(graph.error());
    }
    auto checked = checkTemplate(*tmpl, stack.environment, stack.files);
    if (!checked) {
        return fail(checked.error());
    }
    return StackPlan{std::move(*tmpl), std::move(*parameters), std::move(*graph)};
}

} // namespace seedbed::heat
