// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/resources/deployment_resource.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/contract/history.hpp"
#include "firmware/seed-services/heat/template/functions.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;

// What clients read; inferred from Heat 19 where section 7.4 does not give it.
constexpr const char* notWaiting = "Not waiting for outputs signal";
constexpr const char* dataAvailable = "Deploy data available";

struct TransportName {
    std::string_view name;
    SignalTransport transport;
    const char* verb = "POST"; // of the pre-signed URL
};
constexpr TransportName signalTransports[] = {{"CFN_SIGNAL", SignalTransport::cfn},
                                              {"AUTO", SignalTransport::cfn},
                                              {"TEMP_URL_SIGNAL", SignalTransport::url, "PUT"},
                                              {"HEAT_SIGNAL", SignalTransport::heat},
                                              {"NO_SIGNAL", SignalTransport::none}};

ResourceShape shapeOf(std::string_view name) {
    ResourceShape shape;
    shape.name = name;
    shape.properties = {{"config", Kind::text, true, true},
                        {"server", Kind::text, true},
                        {"input_values", Kind::map, false, true},
                        {"signal_transport", Kind::text},
                        {"actions", Kind::list, false, true},
                        {"name", Kind::text, false, true},
                        {"input_key", Kind::text},
                        {"input_values_validate", Kind::text}};
    shape.attributes = {"deploy_stdout", "deploy_stderr", "deploy_status_code"};
    shape.anyAttribute = true; // outputs of the config
    return shape;
}

bool actsOn(const Json& properties, const std::string& action) {
    const auto actions = properties.value("actions", Json::array({"CREATE", "UPDATE"}));
    return std::find(actions.begin(), actions.end(), Json(action)) != actions.end();
}

Result<TransportName> transportOf(const Resource& resource) {
    const auto name = resource.properties.value("signal_transport", "CFN_SIGNAL");
    for (const auto& row : signalTransports) {
        if (name == row.name) {
            return row;
        }
    }
    return fail(refusal(Refusal::validation, resource.name,
                        fmt::format("signal_transport {} is not one of CFN_SIGNAL, TEMP_URL_SIGNAL, "
                                    "HEAT_SIGNAL, NO_SIGNAL",
                                    name)));
}

Json heatSignal(const ResourceContext& context) {
    auto user = context.around.tokens.findStackUser(context.resource.data.value("access_key", ""));
    return {{"deploy_auth_url", context.around.identityUrl + "/v3"},
            {"deploy_username", context.resource.physicalName},
            {"deploy_user_id", context.resource.data["user_id"]},
            {"deploy_password", user ? user->secretKey : ""},
            {"deploy_project_id", context.stack.projectId}};
}

void recordSignal(const ResourceContext& context, const Judgement& judgement) {
    auto server = context.around.servers.status(context.resource.properties.value("server", ""));
    if (server && !server->nodeId.empty()) {
        context.around.nodes.record(
            server->nodeId, std::string(history::signalled),
            fmt::format("{} of stack {}: {}", context.resource.name, context.stack.name, judgement.reason));
    }
}

} // namespace

DeploymentResource::DeploymentResource(std::string_view name, InputUse use)
    : ResourceType(shapeOf(name)), use_(use) {}

// A server that polls nothing would never see the deployment.
Result<> DeploymentResource::validate(const Template& tmpl, const ResourceDefinition& definition) const {
    auto servers = references(definition.properties["server"], tmpl, "resources." + definition.name);
    if (!servers) {
        return fail(servers.error());
    }
    for (const auto& reference : *servers) {
        const auto& server = tmpl.resources.at(reference.resource);
        const auto format = server.properties.value("user_data_format", Json("HEAT_CFNTOOLS"));
        if (server.type == "OS::Nova::Server" && format.is_string() && format != "SOFTWARE_CONFIG") {
            return fail(refusal(
                Refusal::validation, "resources." + server.name,
                fmt::format("Resource {}'s property user_data_format should be set to SOFTWARE_CONFIG "
                            "since there are software deployments on it.",
                            server.name)));
        }
    }
    return {};
}

Result<> DeploymentResource::prepareSignal(ResourceContext& context, DeploymentFacts& facts) const {
    auto transport = transportOf(context.resource);
    if (!transport) {
        return fail(transport.error());
    }
    facts.transport = transport->transport;
    if (facts.transport == SignalTransport::none) {
        return {};
    }
    auto user = ensureStackUser(context);
    if (!user) {
        return user;
    }
    facts.signalUrl = presignedUrl(context, transport->verb);
    facts.signalVerb = transport->verb;
    facts.heatSignal = heatSignal(context);
    return {};
}

Result<Json> DeploymentResource::derivedConfig(ResourceContext& context, const DeploymentFacts& facts) const {
    const auto& properties = context.resource.properties;
    auto source = context.around.software.config(properties["config"].get<std::string>());
    if (!source) {
        return source;
    }
    Json derived = *source;
    derived["id"] = newUuid();
    derived.erase("creation_time");
    derived["inputs"] =
        derivedInputs((*source)["inputs"], properties.value("input_values", Json::object()), facts);
    derived["name"] = properties.value("name", (*source)["name"].get<std::string>());
    if (use_ == InputUse::insideConfig) {
        derived["config"] =
            withInputs((*source)["config"], derived["inputs"], properties.value("input_key", "get_input"));
    }
    if (depthOf(derived) > templateDepthLimit + 2) {
        return fail(
            refusal(Refusal::templateTooLarge, context.resource.name,
                    fmt::format("The derived config is nested deeper than {} levels.", templateDepthLimit)));
    }
    return context.around.software.addConfig(std::move(derived), context.stack.projectId);
}

Result<> DeploymentResource::create(ResourceContext& context) const {
    context.resource.physicalId = context.resource.uuid;
    return actsOn(context.resource.properties, "CREATE") ? deploy(context, "CREATE") : Result<>();
}

// The old derived config goes once the deployment has the new one.
Result<> DeploymentResource::update(ResourceContext& context) const {
    auto& software = context.around.software;
    if (!actsOn(context.resource.properties, "UPDATE")) {
        return {};
    }
    auto before = software.deployment(context.resource.uuid);
    auto done = deploy(context, "UPDATE");
    return done && before ? software.removeConfig((*before)["config_id"].get<std::string>()) : done;
}

Result<> DeploymentResource::deploy(ResourceContext& context, const std::string& action) const {
    auto& resource = context.resource;
    DeploymentFacts facts;
    facts.action = action;
    facts.serverId = resource.properties["server"].get<std::string>();
    facts.stackPath = context.stack.name + "/" + context.stack.id;
    facts.resourceName = resource.name;
    auto ready = prepareSignal(context, facts);
    if (!ready) {
        return ready;
    }
    auto config = derivedConfig(context, facts);
    if (!config) {
        return fail(config.error());
    }
    const bool waits = facts.transport != SignalTransport::none;
    Json deployment = {{"id", resource.uuid},
                       {"server_id", facts.serverId},
                       {"config_id", (*config)["id"]},
                       {"action", facts.action},
                       {"status", waits ? "IN_PROGRESS" : "COMPLETE"},
                       {"status_reason", waits ? dataAvailable : notWaiting},
                       {"input_values", resource.properties.value("input_values", Json::object())}};
    auto stored = context.around.software.addDeployment(std::move(deployment), context.stack.projectId);
    return stored ? Result<>() : fail(stored.error());
}

// One that failed on the node is deployed again under its own id.
bool DeploymentResource::isLost(const ResourceContext& context) const {
    return !context.around.software.deployment(context.resource.uuid).has_value();
}

Result<bool> DeploymentResource::created(ResourceContext& context) const {
    if (!actsOn(context.resource.properties, context.resource.action)) {
        return true;
    }
    auto deployment = context.around.software.deployment(context.resource.uuid);
    if (!deployment) {
        return fail(deployment.error());
    }
    if ((*deployment)["status"] == "FAILED") {
        return fail(resourceFailure("Error", fmt::format("Deployment to server failed: {}",
                                                         (*deployment)["status_reason"].get<std::string>())));
    }
    return (*deployment)["status"] == "COMPLETE";
}

Result<> DeploymentResource::remove(ResourceContext& context) const {
    auto& software = context.around.software;
    auto deployment = software.deployment(context.resource.uuid);
    if (deployment) {
        auto config = software.removeConfig((*deployment)["config_id"].get<std::string>());
        auto gone = config ? software.removeDeployment(context.resource.uuid) : config;
        if (!gone) {
            return gone;
        }
    } else if (deployment.error().kind != ErrorKind::notFound) {
        return fail(deployment.error());
    }
    return dropStackUser(context);
}

Json DeploymentResource::attribute(const ResourceContext& context, const std::string& name) const {
    auto deployment = context.around.software.deployment(context.resource.uuid);
    if (!deployment || !(*deployment)["output_values"].is_object()) {
        return nullptr;
    }
    return (*deployment)["output_values"].value(name, Json());
}

Result<std::string> DeploymentResource::signal(ResourceContext& context, const Json& details) const {
    auto& software = context.around.software;
    const auto& id = context.resource.uuid;
    auto deployment = software.deployment(id);
    if (!deployment) {
        return fail(deployment.error());
    }
    if ((*deployment)["status"] != "IN_PROGRESS") {
        return fmt::format("deployment {} not waiting", id);
    }
    auto config = software.config((*deployment)["config_id"].get<std::string>());
    if (!config) {
        return fail(config.error());
    }
    const auto judgement = judgeSignal((*config)["outputs"], details);
    auto stored = software.updateDeployment(id, {{"status", judgement.status},
                                                 {"status_reason", judgement.reason},
                                                 {"output_values", judgement.outputs}});
    if (!stored) {
        return fail(stored.error());
    }
    recordSignal(context, judgement);
    return fmt::format("deployment {} {}", id, judgement.status == "COMPLETE" ? "succeeded" : "failed");
}

} // namespace seedbed::heat
