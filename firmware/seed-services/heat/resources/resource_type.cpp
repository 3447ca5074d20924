// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/resources/resource_type.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "firmware/seed-services/heat/software/signed_url.hpp"
#include "firmware/seed-services/heat/template/python_text.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;

Error propertyError(const std::string& resource, const std::string& why) {
    const auto where = fmt::format("resources.{}.properties", resource);
    return refusal(Refusal::validation, where, fmt::format("Property error: {}: {}", where, why));
}

const PropertyRule* ruleOf(const ResourceShape& shape, const std::string& name) {
    auto found = std::find_if(shape.properties.begin(), shape.properties.end(),
                              [&](const PropertyRule& rule) { return rule.name == name; });
    return found == shape.properties.end() ? nullptr : &*found;
}

// No value when it does not fit.
Result<Json> converted(const PropertyRule& rule, const std::string& resource, const Json& value) {
    auto wrong = [&](const char* what) {
        return fail(propertyError(resource, fmt::format("{} must be {}", rule.name, what)));
    };
    switch (rule.kind) {
    case Kind::text:
        return value.is_structured() ? Result<Json>(wrong("a string")) : Json(pythonText(value));
    case Kind::integer: {
        auto number =
            value.is_string() ? Json::parse(value.get_ref<const std::string&>(), nullptr, false) : value;
        return number.is_number_integer() ? Result<Json>(number) : wrong("an integer");
    }
    case Kind::boolean: {
        const auto text = lower(pythonText(value));
        return text == "true" || text == "false" ? Result<Json>(text == "true") : wrong("a boolean");
    }
    case Kind::map:
        return value.is_object() ? Result<Json>(value) : wrong("a map");
    case Kind::list:
        return value.is_array() ? Result<Json>(value) : wrong("a list");
    case Kind::any:
        break;
    }
    return value;
}

} // namespace

Json ResourceType::reference(const ResourceContext& context) const {
    const auto& resource = context.resource;
    return resource.physicalId.empty() ? resource.name : resource.physicalId;
}

Change ResourceType::changeFor(const ResourceContext&, const std::set<std::string>& changed,
                               const Json&) const {
    if (changed.empty()) {
        return Change::nothing;
    }
    const bool inPlace = std::all_of(changed.begin(), changed.end(), [this](const std::string& name) {
        const PropertyRule* rule = ruleOf(shape_, name);
        return rule != nullptr && rule->updatable;
    });
    return inPlace ? Change::inPlace : Change::replace;
}

Result<std::string> ResourceType::visit(ResourceContext&, const std::string& action) const {
    return action == "CHECK" ? fmt::format("CHECK not supported for {}", shape_.name) : "state changed";
}

Result<std::string> ResourceType::signal(ResourceContext& context, const Json&) const {
    return fail(refusal(Refusal::request, context.resource.name,
                        fmt::format("Resource {} of type {} is not able to receive signals.",
                                    context.resource.name, shape_.name)));
}

Error resourceFailure(const std::string& exception, const std::string& text) {
    return refusal(Refusal::resourceFailed, exception, text);
}

std::string failureReason(const Error& error, const std::string& resource) {
    const bool ours = error.id == "HEAT-RESOURCE-FAILED";
    const bool inside = ours && startsWith(error.cause, "resources."); // of a nested stack
    return fmt::format("{}: resources.{}{}{}", ours ? error.object : std::string(exceptionName(error)),
                       resource, inside ? "." : ": ",
                       ours || startsWith(error.id, "HEAT-") ? error.cause : toSentence(error));
}

Result<> checkDefinition(const ResourceType& type, const ResourceDefinition& definition) {
    const auto& shape = type.shape();
    for (const auto& [name, value] : definition.properties.items()) {
        if (!shape.anyProperty && ruleOf(shape, name) == nullptr) {
            return fail(propertyError(definition.name, "Unknown Property " + name));
        }
    }
    for (const auto& rule : shape.properties) {
        if (rule.required && !definition.properties.contains(rule.name)) {
            return fail(propertyError(definition.name, fmt::format("Property {} not assigned", rule.name)));
        }
    }
    return {};
}

Result<Json> checkedProperties(const ResourceType& type, const std::string& name, Json values) {
    Json result = Json::object();
    for (const auto& [key, value] : values.items()) {
        const PropertyRule* rule = ruleOf(type.shape(), key);
        if (value.is_null() || rule == nullptr) {
            if (!value.is_null()) {
                result[key] = value;
            }
            continue;
        }
        auto fits = converted(*rule, name, value);
        if (!fits) {
            return fits;
        }
        result[key] = std::move(*fits);
    }
    for (const auto& rule : type.shape().properties) {
        if (rule.required && !result.contains(rule.name)) {
            return fail(propertyError(name, fmt::format("Property {} not assigned", rule.name)));
        }
    }
    return result;
}

Result<> ensureStackUser(ResourceContext& context) {
    auto& data = context.resource.data;
    if (data.contains("user_id")) {
        return {};
    }
    auto user = context.around.tokens.createStackUser(context.resource.physicalName, context.stack.projectId);
    if (!user) {
        return fail(user.error());
    }
    data["user_id"] = user->userId;
    data["access_key"] = user->accessKey;
    return {};
}

Result<> dropStackUser(ResourceContext& context) {
    auto& data = context.resource.data;
    if (!data.contains("user_id")) {
        return {};
    }
    auto removed = context.around.tokens.removeStackUser(data["user_id"].get<std::string>());
    if (!removed && removed.error().kind != ErrorKind::notFound) {
        return removed;
    }
    data.erase("user_id");
    data.erase("access_key");
    return {};
}

std::string presignedUrl(const ResourceContext& context, const std::string& verb) {
    const auto& resource = context.resource;
    const auto accessKey = resource.data.value("access_key", "");
    auto user = context.around.tokens.findStackUser(accessKey);
    if (!user) {
        return {};
    }
    SignedUrlParts parts;
    parts.verb = verb;
    parts.baseUrl = context.around.cfnUrl + (verb == "PUT"   ? "/v1/waitcondition/"
                                             : verb == "GET" ? "/v1/metadata/"
                                                             : "/v1/signal/");
    parts.arn =
        ResourceArn{context.stack.projectId, context.stack.name, context.stack.id, resource.name}.toString();
    parts.accessKey = accessKey;
    parts.timestamp = resource.created;
    return signedUrl(parts, Secret(user->secretKey));
}

} // namespace seedbed::heat
