// SPDX-License-Identifier: GPL-3.0-or-later
// What a resource type is: properties and attributes it knows, and its verbs. A verb starts something and
// returns at once; created() and removed() are asked again until they say true. After a restart of the
// process create() is called again if it had not returned: it must find what it made. Types hold no state;
// all of it is in the resource's record. Called by the engine on the I/O thread. A new type is one file and
// one line of registry.cpp.
#pragma once

#include <chrono>
#include <functional>
#include <set>
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
    bool updatable = false; // without a new resource
};

// What a new definition means for a resource.
enum class Change { nothing, create, inPlace, replace };

struct ResourceShape {
    std::string_view name; // "OS::Nova::Server"
    std::vector<PropertyRule> properties;
    std::vector<std::string_view> attributes;
    bool anyProperty = false;
    bool anyAttribute = false;
};

// Stacks inside stacks, as the resource that owns one sees it. Implemented by the engine. HEAT-ABSENT.
class NestedStacks {
public:
    virtual ~NestedStacks() = default;
    virtual Result<> create(Stack stack) = 0; // nothing when there is one of that id
    virtual Result<> update(const Stack& stack) = 0;
    virtual Result<> remove(const std::string& id) = 0;
    virtual Result<Stack> record(const std::string& id) = 0;
    virtual Result<nlohmann::json> output(const std::string& id, const std::string& name) = 0;
    virtual std::vector<std::string> members(const std::string& id) = 0;
    virtual nlohmann::json reference(const std::string& id, const std::string& member) = 0;
    virtual nlohmann::json attribute(const std::string& id, const std::string& member,
                                     const std::string& name) = 0;
};

// The process around the resources.
struct Surroundings {
    seed::ServerBook& servers;
    seed::NodeBook& nodes;
    seed::PortBook& ports;
    seed::TokenVerifier& tokens;
    SoftwareBook& software;
    NestedStacks& nested;
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
    // After a change in place: `before` of the record has the old properties. Then created() is asked.
    virtual Result<> update(ResourceContext&) const { return {}; }
    // Whether the named properties can change in place. Replaced unless all of them are updatable.
    virtual Change changeFor(const ResourceContext& context, const std::set<std::string>& changed,
                             const nlohmann::json& properties) const;
    // Whether a failed one must be replaced.
    virtual bool isLost(const ResourceContext&) const { return true; }
    // CHECK, SUSPEND or RESUME; the text becomes the reason.
    virtual Result<std::string> visit(ResourceContext& context, const std::string& action) const;
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
Result<> checkDefinition(const ResourceType& type, const ResourceDefinition& definition);
// With values: kinds, numbers as text made whole; nulls count as not given.
Result<nlohmann::json> checkedProperties(const ResourceType& type, const std::string& name,
                                         nlohmann::json values);

// The access key pair of the resource's own user, made at the first call.
Result<> ensureStackUser(ResourceContext& context);
Result<> dropStackUser(ResourceContext& context);
// The pre-signed URL of a resource that has its user; `verb` POST for signals, PUT for wait conditions, GET
// for metadata.
std::string presignedUrl(const ResourceContext& context, const std::string& verb);

} // namespace seedbed::heat
