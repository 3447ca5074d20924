// SPDX-License-Identifier: GPL-3.0-or-later
// What SoftwareDeployment and StructuredDeployment share: a derived config for one server, and the wait for
// its signal. They differ in whether inputs are put into the config. Facts: tripleo-deployment.md
// section 7.4.
#pragma once

#include "firmware/seed-services/heat/resources/resource_type.hpp"
#include "firmware/seed-services/heat/software/deployment.hpp"

namespace seedbed::heat {

enum class InputUse { besideConfig, insideConfig };

class DeploymentResource : public ResourceType {
public:
    DeploymentResource(std::string_view name, InputUse use);
    Result<> validate(const Template& tmpl, const ResourceDefinition& definition) const override;
    Result<> create(ResourceContext& context) const override;
    Result<> update(ResourceContext& context) const override;
    bool isLost(const ResourceContext& context) const override;
    Result<bool> created(ResourceContext& context) const override;
    Result<> remove(ResourceContext& context) const override;
    Json attribute(const ResourceContext& context, const std::string& name) const override;
    Result<std::string> signal(ResourceContext& context, const Json& details) const override;

private:
    Result<> deploy(ResourceContext& context, const std::string& action) const;
    Result<> prepareSignal(ResourceContext& context, DeploymentFacts& facts) const;
    Result<Json> derivedConfig(ResourceContext& context, const DeploymentFacts& facts) const;
    InputUse use_;
};

} // namespace seedbed::heat
