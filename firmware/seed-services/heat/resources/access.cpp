// SPDX-License-Identifier: GPL-3.0-or-later
// AWS::IAM::User, AWS::IAM::AccessKey and OS::Heat::AccessPolicy, with which templates of May 2014 and before
// let a node read another resource's metadata. A user here is a name with policies: it has nothing to show
// before it has a key, so the key makes it in Keystone. mayRead() in live_stack.hpp judges.
#include <algorithm>

#include "firmware/seed-services/heat/resources/resource_type.hpp"
#include "firmware/seed-services/heat/template/functions.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;

ResourceShape userShape() {
    ResourceShape shape;
    shape.name = "AWS::IAM::User";
    shape.properties = {{"Path", Kind::text},
                        {"Groups", Kind::list},
                        {"LoginProfile", Kind::map},
                        {"Policies", Kind::list, false, true}};
    return shape;
}

// A name is all there is of it.
class Named : public ResourceType {
public:
    explicit Named(ResourceShape shape) : ResourceType(std::move(shape)) {}
    Result<> create(ResourceContext& context) const override {
        context.resource.physicalId = context.resource.physicalName;
        return {};
    }
};

ResourceShape policyShape() {
    ResourceShape shape;
    shape.name = "OS::Heat::AccessPolicy";
    shape.properties = {{"AllowedResources", Kind::list, true, true}};
    return shape;
}

class AccessPolicy : public Named {
public:
    AccessPolicy() : Named(policyShape()) {}
    Result<> validate(const Template& tmpl, const ResourceDefinition& definition) const override {
        const auto& allowed = definition.properties["AllowedResources"];
        for (const auto& name : allowed) {
            if (allowed.is_array() && name.is_string() && !tmpl.resources.contains(name.get<std::string>())) {
                return fail(refusal(Refusal::validation, "resources." + definition.name,
                                    "AccessPolicy resource " + name.get<std::string>() + " not in stack"));
            }
        }
        return {};
    }
};

ResourceShape keyShape() {
    ResourceShape shape;
    shape.name = "AWS::IAM::AccessKey";
    shape.properties = {{"UserName", Kind::text, true}, {"Serial", Kind::integer}, {"Status", Kind::text}};
    shape.attributes = {"UserName", "SecretAccessKey"};
    return shape;
}

class AccessKey : public ResourceType {
public:
    AccessKey() : ResourceType(keyShape()) {}
    Result<> create(ResourceContext& context) const override {
        const Resource* user = context.sibling(context.resource.properties.value("UserName", ""));
        if (user == nullptr || user->type != "AWS::IAM::User") {
            return fail(resourceFailure("NotFound", "could not find user " +
                                                        context.resource.properties.value("UserName", "")));
        }
        auto made = ensureStackUser(context);
        if (made) {
            context.resource.physicalId = context.resource.data["access_key"];
        }
        return made;
    }
    Result<> remove(ResourceContext& context) const override { return dropStackUser(context); }
    nlohmann::json attribute(const ResourceContext& context, const std::string& name) const override {
        if (name == "UserName") {
            return context.resource.properties.value("UserName", "");
        }
        auto user = context.around.tokens.findStackUser(context.resource.physicalId);
        return user ? nlohmann::json(user->secretKey) : nlohmann::json();
    }
};

} // namespace

const ResourceType& iamUser();
const ResourceType& iamUser() {
    static const Named type(userShape());
    return type;
}
const ResourceType& iamAccessKey();
const ResourceType& iamAccessKey() {
    static const AccessKey type;
    return type;
}
const ResourceType& accessPolicy();
const ResourceType& accessPolicy() {
    static const AccessPolicy type;
    return type;
}

} // namespace seedbed::heat
