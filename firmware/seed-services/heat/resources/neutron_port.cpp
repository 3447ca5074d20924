// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Neutron::Port: an address of the provisioning network that belongs to no node, as the templates make
// for a cloud's virtual addresses. The port's id is the resource's own. Facts: tripleo-deployment.md 6.4.
#include <algorithm>

#include "firmware/seed-services/heat/resources/resource_type.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;

ResourceShape portShape() {
    ResourceShape shape;
    shape.name = "OS::Neutron::Port";
    shape.properties = {{"name", Kind::text, false, true},
                        {"network", Kind::text},
                        {"network_id", Kind::text},
                        {"fixed_ips", Kind::list},
                        {"admin_state_up", Kind::boolean, false, true},
                        {"allowed_address_pairs", Kind::list, false, true},
                        {"device_id", Kind::text, false, true},
                        {"device_owner", Kind::text, false, true},
                        {"mac_address", Kind::text},
                        {"port_security_enabled", Kind::boolean, false, true},
                        {"replacement_policy", Kind::text, false, true},
                        {"security_groups", Kind::list, false, true},
                        {"value_specs", Kind::map, false, true}};
    shape.attributes = {"admin_state_up",
                        "allowed_address_pairs",
                        "device_id",
                        "device_owner",
                        "fixed_ips",
                        "mac_address",
                        "name",
                        "network_id",
                        "security_groups",
                        "status",
                        "tenant_id",
                        "show"};
    return shape;
}

std::vector<std::string> wantedAddresses(const nlohmann::json& properties) {
    std::vector<std::string> wanted;
    for (const auto& fixed : properties.value("fixed_ips", nlohmann::json::array())) {
        const auto address = fixed.is_object() ? seed::textOf(fixed, "ip_address") : std::string();
        if (!address.empty()) {
            wanted.push_back(address);
        }
    }
    return wanted;
}

class NeutronPort : public ResourceType {
public:
    NeutronPort() : ResourceType(portShape()) {}

    Result<> create(ResourceContext& context) const override {
        auto& resource = context.resource;
        const auto& properties = resource.properties;
        seed::PortRequest request;
        request.id = resource.uuid;
        request.name = nameOf(resource);
        request.projectId = context.stack.projectId;
        request.network = properties.value("network", properties.value("network_id", ""));
        request.addresses = wantedAddresses(properties);
        auto made = context.around.ports.create(request);
        if (!made) {
            return fail(made.error());
        }
        resource.physicalId = resource.uuid;
        return {};
    }
    Result<> update(ResourceContext& context) const override {
        return context.around.ports.rename(context.resource.uuid, nameOf(context.resource));
    }
    Result<std::string> visit(ResourceContext& context, const std::string&) const override {
        auto port = context.around.ports.port(context.resource.uuid);
        return port ? Result<std::string>("state changed") : fail(port.error());
    }
    Result<> remove(ResourceContext& context) const override {
        return context.around.ports.removePort(context.resource.uuid);
    }
    nlohmann::json attribute(const ResourceContext& context, const std::string& name) const override {
        auto port = context.around.ports.port(context.resource.uuid);
        if (!port) {
            return nullptr;
        }
        return name == "show" ? *port : port->value(name, nlohmann::json());
    }

private:
    static std::string nameOf(const Resource& resource) {
        return resource.properties.value("name", resource.physicalName);
    }
};

} // namespace

const ResourceType& neutronPort();
const ResourceType& neutronPort() {
    static const NeutronPort type;
    return type;
}

} // namespace seedbed::heat
