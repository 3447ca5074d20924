// SPDX-License-Identifier: GPL-3.0-or-later
// What a resource type is: properties and attributes it knows, and its verbs. A verb starts something and
// returns at once; created() and removed() are asked again until they say true. After a restart of the
// process create() is called again if it had not returned: it must find what it made. Types hold no state;
// all of it is in the resource's record. Called by the engine on the I/O thread. A new type is one file and
// one line of registry.cpp.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/parts.hpp"
#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/heat/resources/records.hpp"
#include "firmware/seed-services/heat/software/software_book.hpp"
#include "firmware/seed-services/heat/template/template.hpp"

namespace seedbed::heat {

struct PropertyRule {
    enum class Kind { text, integer, boolean, map, list, any };
    std::string_view name;
    Kind kind = Kind::any;
    bool required = false;
};

struct ResourceShape {
    std::string_view name; // "OS::Nova::Server"
    std::vector<PropertyRule> properties;
    std::vector<std::string_view> attributes;
    bool anyProperty = false;
    bool anyAttribute = false;
};

// The process around the resources.
struct Surroundings {
    seed::ServerBook& servers;
    seed::NodeBook& nodes;
    seed::TokenVerifier& tokens;
    SoftwareBook& software;
    std::string cfnUrl;      // http://192.0.2.1:8000
    std::string identityUrl; // http://192.0.2.1:5000
};

// One resource while a verb runs.
struct ResourceContext {
    const Surroundings& around;
    const Stack& stack;
    Resource& resource;
    std::int64_t now = 0; // seconds since 1970
    // Another resource of the stack by its reference, or none.
    std::function<const Resource*(const std::string&)> sibling;
};

class ResourceType {
public:
    explicit ResourceType(ResourceShape shape) : shape_(std::move(shape)) {}
    virtual ~ResourceType() = default;
    const ResourceShape& shape() const { return shape_; }

    // Before the stack exists. Error HEAT-VALIDATION.
    virtual Result<> validate(const Template&, const ResourceDefinition&) const { return {}; }
    virtual Result<> create(ResourceContext& context) const = 0;
    virtual Result<bool> created(ResourceContext&) const { return true; }
    virtual Result<> remove(ResourceContext&) const { return {}; }
    virtual Result<bool> removed(ResourceContext&) const { return true; }
    virtual nlohmann::json reference(const ResourceContext& context) const;
    virtual nlohmann::json attribute(const ResourceContext&, const std::string&) const { return nullptr; }
    virtual Result<nlohmann::json> metadata(const ResourceContext& context) const {
        return context.resource.metadata;
    }
    // What the node of a signal said; the text becomes the event's reason. Error HEAT-REQUEST.
    virtual Result<std::string> signal(ResourceContext& context, const nlohmann::json& details) const;

private:
    ResourceShape shape_;
};

// A failure in Heat's form: "<exception>: resources.<name>: <text>".
Error resourceFailure(const std::string& exception, const std::string& text);
std::string failureReason(const Error& error, const std::string& resource);

// Against the shape, before values are known: unknown names, missing required ones.
Result<> checkDefinition(const ResourceType& type, const Template& tmpl,
                         const ResourceDefinition& definition);
// With values: kinds, numbers as text made whole; nulls count as not given.
Result<nlohmann::json> checkedProperties(const ResourceType& type, const std::string& name,
                                         nlohmann::json values);

// The access key pair of the resource's own user, made at the first call.
Result<> ensureStackUser(ResourceContext& context);
Result<> dropStackUser(ResourceContext& context);
// The pre-signed URL of a resource that has its user; `verb` POST for signals, PUT for wait conditions.
std::string presignedUrl(const ResourceContext& context, const std::string& verb);

} // namespace seedbed::heat
