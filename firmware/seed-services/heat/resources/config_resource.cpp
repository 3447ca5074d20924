// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/resources/config_resource.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;

ResourceShape shapeOf(std::string_view name, Kind configKind) {
    ResourceShape shape;
    shape.name = name;
    shape.properties = {{"config", configKind},
                        {"group", Kind::text},
                        {"inputs", Kind::list},
                        {"outputs", Kind::list},
                        {"options", Kind::map}};
    shape.attributes = {"config"};
    return shape;
}

} // namespace

ConfigResource::ConfigResource(std::string_view name, Kind configKind)
    : ResourceType(shapeOf(name, configKind)) {}

Result<> ConfigResource::create(ResourceContext& context) const {
    auto& resource = context.resource;
    Json config = resource.properties;
    config["id"] = resource.uuid;
    config["name"] = resource.physicalName;
    auto stored = context.around.software.addConfig(std::move(config), context.stack.projectId);
    if (!stored) {
        return fail(stored.error());
    }
    resource.physicalId = resource.uuid;
    return {};
}

Result<> ConfigResource::remove(ResourceContext& context) const {
    return context.around.software.removeConfig(context.resource.uuid);
}

Json ConfigResource::attribute(const ResourceContext& context, const std::string&) const {
    auto config = context.around.software.config(context.resource.uuid);
    return config ? (*config)["config"] : Json();
}

} // namespace seedbed::heat
