// SPDX-License-Identifier: GPL-3.0-or-later
// A resource that is a stack of its own: provider templates, groups, OS::Heat::Stack. They differ in what
// template they make. The nested stack's id is the resource's own, so that creation can be repeated.
#pragma once

#include "firmware/seed-services/heat/resources/resource_type.hpp"

namespace seedbed::heat {

class NestedResource : public ResourceType {
public:
    using ResourceType::ResourceType;
    Result<> create(ResourceContext& context) const override;
    Result<bool> created(ResourceContext& context) const override;
    Result<> update(ResourceContext& context) const override;
    Change changeFor(const ResourceContext& context, const std::set<std::string>& changed,
                     const nlohmann::json& properties) const override;
    bool isLost(const ResourceContext& context) const override;
    Result<> remove(ResourceContext& context) const override;
    Result<bool> removed(ResourceContext& context) const override;
    nlohmann::json reference(const ResourceContext& context) const override;
    nlohmann::json attribute(const ResourceContext& context, const std::string& name) const override;

protected:
    struct Inside {
        nlohmann::json source;
        nlohmann::json parameters = nlohmann::json::object();
        nlohmann::json environment = nlohmann::json::object();
    };
    virtual Result<Inside> inside(const ResourceContext& context, const nlohmann::json& properties) const = 0;

private:
    Result<Stack> childOf(const ResourceContext& context, const nlohmann::json& properties) const;
};

// The part of an environment that a nested stack sees: the registry and the defaults.
nlohmann::json inheritedEnvironment(const nlohmann::json& environment);

} // namespace seedbed::heat
