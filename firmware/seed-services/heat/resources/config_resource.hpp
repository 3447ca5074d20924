// SPDX-License-Identifier: GPL-3.0-or-later
// What SoftwareConfig and StructuredConfig share: a stored, immutable config named after the resource's
// physical name. They differ in what `config` may be.
#pragma once

#include "firmware/seed-services/heat/resources/resource_type.hpp"

namespace seedbed::heat {

class ConfigResource : public ResourceType {
public:
    ConfigResource(std::string_view name, PropertyRule::Kind configKind);
    Result<> create(ResourceContext& context) const override;
    Result<> remove(ResourceContext& context) const override;
    Json attribute(const ResourceContext& context, const std::string& name) const override;
};

} // namespace seedbed::heat
