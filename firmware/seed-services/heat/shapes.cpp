// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/shapes.hpp"

#include "firmware/seed-services/heat/template/python_text.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::heat {
namespace {

Json orNull(const std::string& text) {
    return text.empty() ? Json() : Json(text);
}

std::string resourceUrl(const std::string& base, const Stack& stack, const std::string& name) {
    return stackUrl(base, stack) + "/resources/" + percentEncode(name);
}

Json link(const char* rel, const std::string& href) {
    return {{"rel", rel}, {"href", href}};
}

Json tagsOf(const Stack& stack) {
    return stack.tags.empty() ? Json() : Json(stack.tags);
}

std::string descriptionOf(const Stack& stack) {
    for (const char* key : {"description", "Description"}) {
        if (stack.source.contains(key) && stack.source[key].is_string()) {
            return stack.source[key].get<std::string>();
        }
    }
    return {};
}

const char* kindName(PropertyRule::Kind kind) {
    switch (kind) {
    case PropertyRule::Kind::integer:
        return "integer";
    case PropertyRule::Kind::boolean:
        return "boolean";
    case PropertyRule::Kind::map:
        return "map";
    case PropertyRule::Kind::list:
        return "list";
    case PropertyRule::Kind::text:
    case PropertyRule::Kind::any:
        break;
    }
    return "string";
}

ParameterType parameterType(PropertyRule::Kind kind) {
    switch (kind) {
    case PropertyRule::Kind::integer:
        return ParameterType::number;
    case PropertyRule::Kind::boolean:
        return ParameterType::boolean;
    case PropertyRule::Kind::map:
        return ParameterType::json;
    case PropertyRule::Kind::list:
        return ParameterType::list;
    case PropertyRule::Kind::text:
    case PropertyRule::Kind::any:
        break;
    }
    return ParameterType::string;
}

Json constraintsInto(Json shape, const ParameterSchema& schema) {
    for (const auto& constraint : schema.constraints) {
        const bool length = constraint.kind == Constraint::Kind::length;
        if (constraint.kind == Constraint::Kind::allowedValues) {
            shape["AllowedValues"] = constraint.values;
        } else if (constraint.kind == Constraint::Kind::allowedPattern) {
            shape["AllowedPattern"] = constraint.pattern;
        } else {
            if (constraint.min) {
                shape[length ? "MinLength" : "MinValue"] = *constraint.min;
            }
            if (constraint.max) {
                shape[length ? "MaxLength" : "MaxValue"] = *constraint.max;
            }
        }
        if (!constraint.description.empty()) {
            shape["ConstraintDescription"] = constraint.description;
        }
    }
    return shape;
}

} // namespace

std::string stackUrl(const std::string& base, const Stack& stack) {
    return base + "/stacks/" + percentEncode(stack.name) + "/" + stack.id;
}

Json stackLinks(const std::string& base, const Stack& stack) {
    return Json::array({link("self", stackUrl(base, stack))});
}

Json stackSummary(const std::string& base, const Stack& stack) {
    return {{"id", stack.id},
            {"stack_name", stack.name},
            {"description", descriptionOf(stack)},
            {"links", stackLinks(base, stack)},
            {"stack_status", stack.action + "_" + stack.status},
            {"stack_status_reason", stack.reason},
            {"creation_time", stack.created},
            {"updated_time", orNull(stack.updated)},
            {"deletion_time", orNull(stack.deleted)},
            {"stack_owner", stack.owner},
            {"stack_user_project_id", stack.projectId},
            {"project", stack.projectId},
            {"parent", orNull(stack.parentId)},
            {"tags", tagsOf(stack)}};
}

Json outputDetails(LiveStack& stack, const OutputDefinition& output) {
    Json shape = {{"output_key", output.name}, {"description", output.description}};
    auto value = stack.outputValue(output);
    shape["output_value"] = value ? *value : Json();
    if (!value) {
        shape["output_error"] = value.error().cause;
    }
    return shape;
}

Json stackDetails(const std::string& base, LiveStack& stack, Outputs outputs) {
    Json shape = stackSummary(base, stack.record);
    Json parameters = shownParameters(stack.plan.tmpl, stack.plan.parameters);
    for (const auto& [name, value] :
         pseudoParameters(Notation::hot, stack.record.name, stack.record.id, stack.record.projectId)) {
        parameters[name] = value;
    }
    shape["parameters"] = std::move(parameters);
    shape["capabilities"] = Json::array();
    shape["notification_topics"] = Json::array();
    shape["disable_rollback"] = stack.record.disableRollback;
    shape["timeout_mins"] = stack.record.timeoutMinutes;
    shape["template_description"] = descriptionOf(stack.record);
    if (outputs == Outputs::resolved) {
        shape["outputs"] = Json::array();
        for (const auto& output : stack.plan.tmpl.outputs) {
            shape["outputs"].push_back(outputDetails(stack, output));
        }
    }
    return shape;
}

Json resourceSummary(const std::string& base, LiveStack& stack, Resource& resource) {
    const auto users = stack.plan.graph.neededBy.find(resource.name);
    Json links = Json::array({link("self", resourceUrl(base, stack.record, resource.name)),
                              link("stack", stackUrl(base, stack.record))});
    if (resource.data.contains("nested") && !resource.physicalId.empty()) {
        Stack child;
        child.name = resource.physicalName;
        child.id = resource.uuid;
        links.push_back(link("nested", stackUrl(base, child)));
    }
    return {{"resource_name", resource.name},
            {"logical_resource_id", resource.name},
            {"physical_resource_id", resource.physicalId},
            {"resource_type", resource.type},
            {"resource_status", resource.action + "_" + resource.status},
            {"resource_status_reason", resource.reason},
            {"required_by", users == stack.plan.graph.neededBy.end() ? Json::array() : Json(users->second)},
            {"creation_time", resource.created.empty() ? stack.record.created : resource.created},
            {"updated_time", resource.updated.empty() ? stack.record.created : resource.updated},
            {"links", std::move(links)}};
}

Json resourceDetails(const std::string& base, LiveStack& stack, Resource& resource) {
    Json shape = resourceSummary(base, stack, resource);
    const auto& type = stack.typeOf(resource);
    auto definition = stack.plan.tmpl.resources.find(resource.name);
    shape["description"] =
        definition == stack.plan.tmpl.resources.end() ? "" : definition->second.description;
    shape["attributes"] = Json::object();
    for (const auto& name : type.shape().attributes) {
        const auto context = stack.context(resource);
        shape["attributes"][std::string(name)] =
            resource.exists() ? type.attribute(context, std::string(name)) : Json();
    }
    return shape;
}

Json eventSummary(const std::string& base, const Stack& stack, const StackEvent& event) {
    const auto resource = resourceUrl(base, stack, event.resourceName);
    return {{"id", event.id},
            {"event_time", event.time},
            {"resource_name", event.resourceName},
            {"logical_resource_id", event.resourceName},
            {"physical_resource_id", event.physicalId},
            {"resource_status", event.status},
            {"resource_status_reason", event.reason},
            {"links", Json::array({link("self", resource + "/events/" + event.id), link("resource", resource),
                                   link("stack", stackUrl(base, stack))})}};
}

Json eventDetails(const std::string& base, const Stack& stack, const StackEvent& event) {
    Json shape = eventSummary(base, stack, event);
    shape["resource_type"] = event.resourceType;
    shape["resource_properties"] = event.properties;
    return shape;
}

Json previewOf(const std::string& base, LiveStack& stack) {
    Json shape = stackDetails(base, stack, Outputs::left);
    shape["resources"] = Json::array();
    for (auto& [name, resource] : stack.resources) {
        Json item = resourceSummary(base, stack, resource);
        const auto& definition = stack.plan.tmpl.resources.at(name);
        auto properties = resolve(definition.properties, stack.plan.tmpl, stack.scope());
        item["properties"] = properties ? *properties : Json::object();
        item["description"] = definition.description;
        item["metadata"] = definition.metadata;
        item["stack_identity"] = {{"stack_name", stack.record.name}, {"stack_id", stack.record.id}};
        item["stack_name"] = stack.record.name;
        shape["resources"].push_back(std::move(item));
    }
    return shape;
}

Json validationOf(const Template& tmpl, const Json& environment) {
    Json parameters = Json::object();
    for (const auto& [name, schema] : tmpl.parameters) {
        Json shape = {{"Type", toString(schema.type, Notation::cfn)},
                      {"Description", schema.description},
                      {"Label", schema.label.empty() ? name : schema.label},
                      {"NoEcho", schema.hidden ? "true" : "false"}};
        if (schema.defaultValue) {
            shape["Default"] = *schema.defaultValue;
        }
        parameters[name] = constraintsInto(std::move(shape), schema);
    }
    return {{"Description", tmpl.description}, {"Parameters", parameters}, {"Environment", environment}};
}

Json resourceTypeSchema(const ResourceType& type) {
    Json properties = Json::object();
    for (const auto& rule : type.shape().properties) {
        properties[std::string(rule.name)] = {{"type", kindName(rule.kind)},
                                              {"required", rule.required},
                                              {"update_allowed", rule.updatable},
                                              {"immutable", false}};
    }
    Json attributes = Json::object();
    for (const auto& name : type.shape().attributes) {
        attributes[std::string(name)] = {{"description", std::string(name)}};
    }
    return {{"resource_type", type.shape().name},
            {"properties", properties},
            {"attributes", attributes},
            {"support_status",
             {{"status", "SUPPORTED"},
              {"version", nullptr},
              {"message", nullptr},
              {"previous_status", nullptr}}}};
}

Json resourceTypeTemplate(const ResourceType& type, Notation notation) {
    const bool cfn = notation == Notation::cfn;
    Json parameters = Json::object();
    Json properties = Json::object();
    for (const auto& rule : type.shape().properties) {
        const std::string name(rule.name);
        parameters[name][cfn ? "Type" : "type"] = toString(parameterType(rule.kind), notation);
        properties[name][cfn ? "Ref" : "get_param"] = name;
    }
    const std::string name(type.shape().name);
    const auto resource = name.substr(name.rfind(':') + 1);
    Json body;
    body[cfn ? "HeatTemplateFormatVersion" : "heat_template_version"] = cfn ? "2012-12-12" : "2016-10-14";
    body[cfn ? "Description" : "description"] = "Initial template of " + resource;
    body[cfn ? "Parameters" : "parameters"] = std::move(parameters);
    Json& shape = body[cfn ? "Resources" : "resources"][resource];
    shape[cfn ? "Type" : "type"] = name;
    shape[cfn ? "Properties" : "properties"] = std::move(properties);
    body[cfn ? "Outputs" : "outputs"] = Json::object();
    return body;
}

} // namespace seedbed::heat
