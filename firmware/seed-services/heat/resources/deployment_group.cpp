// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Heat::StructuredDeploymentGroup and OS::Heat::SoftwareDeploymentGroup, also under their older names
// "...Deployments": one deployment a server of `servers`, in a nested stack, named after the servers' keys.
#include "firmware/seed-services/heat/resources/nested_resource.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;

ResourceShape deploymentsShape(std::string_view name) {
    ResourceShape shape;
    shape.name = name;
    shape.properties = {{"config", Kind::text, true, true},
                        {"servers", Kind::map, true, true},
                        {"input_values", Kind::map, false, true},
                        {"signal_transport", Kind::text},
                        {"actions", Kind::list, false, true},
                        {"name", Kind::text, false, true},
                        {"input_key", Kind::text},
                        {"input_values_validate", Kind::text}};
    shape.attributes = {"deploy_stdouts", "deploy_stderrs", "deploy_status_codes"};
    shape.anyAttribute = true; // outputs of the config
    return shape;
}

class DeploymentGroup : public NestedResource {
public:
    DeploymentGroup(std::string_view name, std::string_view member)
        : NestedResource(deploymentsShape(name)), member_(member) {}

    // By server; the plural names stand for the singular ones of each.
    nlohmann::json attribute(const ResourceContext& context, const std::string& name) const override {
        auto& nested = context.around.nested;
        const bool plural =
            name == "deploy_stdouts" || name == "deploy_stderrs" || name == "deploy_status_codes";
        const auto single = plural ? name.substr(0, name.size() - 1) : name;
        nlohmann::json found = nlohmann::json::object();
        for (const auto& server : nested.members(context.resource.uuid)) {
            found[server] = nested.attribute(context.resource.uuid, server, single);
        }
        return found;
    }

protected:
    Result<Inside> inside(const ResourceContext& context, const nlohmann::json& properties) const override {
        nlohmann::json members = nlohmann::json::object();
        for (const auto& [name, server] : properties["servers"].items()) {
            nlohmann::json own = properties;
            own.erase("servers");
            own["server"] = server;
            members[name] = {{"type", member_}, {"properties", std::move(own)}};
        }
        return Inside{{{"heat_template_version", "2015-04-30"}, {"resources", std::move(members)}},
                      nlohmann::json::object(),
                      inheritedEnvironment(context.stack.environment)};
    }

private:
    std::string member_;
};

constexpr std::string_view structuredMember = "OS::Heat::StructuredDeployment";
constexpr std::string_view softwareMember = "OS::Heat::SoftwareDeployment";

} // namespace

const ResourceType& structuredDeploymentGroup();
const ResourceType& structuredDeploymentGroup() {
    static const DeploymentGroup type("OS::Heat::StructuredDeploymentGroup", structuredMember);
    return type;
}
const ResourceType& structuredDeployments();
const ResourceType& structuredDeployments() {
    static const DeploymentGroup type("OS::Heat::StructuredDeployments", structuredMember);
    return type;
}
const ResourceType& softwareDeploymentGroup();
const ResourceType& softwareDeploymentGroup() {
    static const DeploymentGroup type("OS::Heat::SoftwareDeploymentGroup", softwareMember);
    return type;
}
const ResourceType& softwareDeployments();
const ResourceType& softwareDeployments() {
    static const DeploymentGroup type("OS::Heat::SoftwareDeployments", softwareMember);
    return type;
}

} // namespace seedbed::heat
