// SPDX-License-Identifier: GPL-3.0-or-later
// OS::Nova::Server: a node with an image, and the metadata its os-collect-config polls. The server's id is
// the resource's own, so that creation can be repeated. Facts: tripleo-deployment.md section 7.5.
#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/resources/resource_type.hpp"
#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "firmware/seed-services/heat/software/user_data.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

using Kind = PropertyRule::Kind;
constexpr const char* networkName = "ctlplane"; // the one network of the seed
constexpr const char* softwareConfigFormat = "SOFTWARE_CONFIG";

ResourceShape shapeOf() {
    ResourceShape shape;
    shape.name = "OS::Nova::Server";
    shape.properties = {{"name", Kind::text, false, true},
                        {"image", Kind::text, true, true},
                        {"flavor", Kind::text, true},
                        {"key_name", Kind::text},
                        {"availability_zone", Kind::text},
                        {"networks", Kind::list},
                        {"metadata", Kind::map, false, true},
                        {"user_data", Kind::text},
                        {"user_data_format", Kind::text},
                        {"software_config_transport", Kind::text, false, true},
                        {"image_update_policy", Kind::text, false, true},
                        {"flavor_update_policy", Kind::text, false, true},
                        {"user_data_update_policy", Kind::text, false, true},
                        {"scheduler_hints", Kind::map},
                        {"security_groups", Kind::list, false, true},
                        {"config_drive", Kind::boolean},
                        {"admin_user", Kind::text},
                        {"block_device_mapping", Kind::list},
                        {"block_device_mapping_v2", Kind::list},
                        {"diskConfig", Kind::text},
                        {"personality", Kind::map},
                        {"reservation_id", Kind::text},
                        {"tags", Kind::list}};
    shape.attributes = {"name",       "show",       "addresses",     "networks",     "first_address",
                        "accessIPv4", "accessIPv6", "instance_name", "console_urls", "os_collect_config"};
    return shape;
}

bool isOneOf(const std::string& value, std::initializer_list<const char*> allowed) {
    return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

constexpr const char* transports[] = {"POLL_SERVER_CFN", "POLL_SERVER_HEAT", "POLL_TEMP_URL"};

bool pollsConfig(const Resource& resource) {
    return resource.properties.value("user_data_format", "") == softwareConfigFormat;
}

// Under the name of the collector that the node's os-collect-config shall use.
Json collectConfig(const ResourceContext& context) {
    const auto& data = context.resource.data;
    const auto transport = context.resource.properties.value("software_config_transport", transports[0]);
    auto user = context.around.tokens.findStackUser(data.value("access_key", ""));
    const auto secret = user ? user->secretKey : std::string();
    if (transport == "POLL_TEMP_URL") {
        return {{"request", {{"metadata_url", presignedUrl(context, "GET")}}}};
    }
    if (transport == "POLL_SERVER_HEAT") {
        return {{"heat",
                 {{"user_id", data.value("user_id", "")},
                  {"password", secret},
                  {"auth_url", context.around.identityUrl + "/v3"},
                  {"project_id", context.stack.projectId},
                  {"stack_id", context.stack.name + "/" + context.stack.id},
                  {"resource_name", context.resource.name}}}};
    }
    return {{"cfn",
             {{"metadata_url", context.around.cfnUrl + "/v1/"},
              {"access_key_id", data.value("access_key", "")},
              {"secret_access_key", secret},
              {"stack_name", context.stack.name},
              {"path", context.resource.name + ".Metadata"}}}};
}

// The secret is not in the record: it is put in where the metadata goes out. A server without software
// config has what its template says (May 2014).
Json withCollectConfig(const ResourceContext& context) {
    Json document = context.resource.metadata;
    if (pollsConfig(context.resource)) {
        document["os-collect-config"].update(collectConfig(context));
    }
    return document;
}

// The id of a software config stands for its text.
std::string ownUserData(const ResourceContext& context) {
    const auto given = context.resource.properties.value("user_data", "");
    auto config = given.empty() ? Result<Json>(Json()) : context.around.software.config(given);
    const bool stored = config && config->is_object() && (*config)["config"].is_string();
    return stored ? (*config)["config"].get<std::string>() : given;
}

std::string userDataOf(const ResourceContext& context, const Json& metadata) {
    const auto own = ownUserData(context);
    const auto format = context.resource.properties.value("user_data_format", "HEAT_CFNTOOLS");
    return format == "RAW" ? own
                           : multipartUserData(metadata, own, "===============" + context.resource.uuid);
}

class NovaServer : public ResourceType {
public:
    NovaServer() : ResourceType(shapeOf()) {}

    Result<> validate(const Template&, const ResourceDefinition& definition) const override {
        const auto format = definition.properties.value("user_data_format", Json("RAW"));
        const auto transport =
            definition.properties.value("software_config_transport", Json("POLL_SERVER_CFN"));
        if (format.is_string() &&
            !isOneOf(format.get<std::string>(), {"RAW", "HEAT_CFNTOOLS", softwareConfigFormat})) {
            return fail(refusal(Refusal::validation, "resources." + definition.name,
                                "user_data_format must be one of HEAT_CFNTOOLS, RAW, SOFTWARE_CONFIG"));
        }
        const bool known =
            !transport.is_string() || std::find(std::begin(transports), std::end(transports),
                                                transport.get<std::string>()) != std::end(transports);
        if (!known) {
            return fail(refusal(
                Refusal::notSupported, "resources." + definition.name,
                fmt::format("software_config_transport must be one of {}", fmt::join(transports, ", "))));
        }
        return {};
    }

    Result<> create(ResourceContext& context) const override {
        auto& resource = context.resource;
        auto before = context.around.servers.status(resource.uuid);
        if (before && before->status != "DELETED") {
            resource.physicalId = resource.uuid;
            return {}; // made before a restart
        }
        auto user = pollsConfig(resource) ? ensureStackUser(context) : Result<>();
        if (!user) {
            return user;
        }
        if (pollsConfig(resource)) {
            resource.metadata["deployments"] = Json::array();
        }
        auto asked = ask(context);
        if (asked) {
            resource.physicalId = resource.uuid;
        }
        return asked;
    }

    Result<bool> created(ResourceContext& context) const override {
        auto status = context.around.servers.status(context.resource.uuid);
        if (!status) {
            return fail(status.error());
        }
        if (status->status == "ACTIVE") {
            return true;
        }
        if (status->status == "BUILD") {
            return false;
        }
        return fail(resourceFailure("ResourceInError",
                                    fmt::format("Went to status {} due to \"Message: {}, Code: 500\"",
                                                status->status, status->fault)));
    }

    // Only an image is more than a note: the node is written again.
    Result<> update(ResourceContext& context) const override {
        const auto& resource = context.resource;
        const auto& properties = resource.properties;
        const Json metadata = properties.value("metadata", Json::object());
        seed::ServerChange change;
        change.name = serverName(resource);
        change.metadata = &metadata;
        if (properties.value("image", "") != resource.before.value("image", "")) {
            change.image = properties.value("image", "");
            change.preserveEphemeral = updatePolicy(properties) == "REBUILD_PRESERVE_EPHEMERAL";
        }
        return context.around.servers.change(resource.uuid, change);
    }

    Change changeFor(const ResourceContext& context, const std::set<std::string>& changed,
                     const Json& properties) const override {
        if (changed.contains("image") && updatePolicy(properties) == "REPLACE") {
            return Change::replace;
        }
        return ResourceType::changeFor(context, changed, properties);
    }

    // A node that is still there, or still being written, is kept.
    bool isLost(const ResourceContext& context) const override {
        auto status = context.around.servers.status(context.resource.uuid);
        return !status || (status->status != "ACTIVE" && status->status != "BUILD");
    }

    Result<std::string> visit(ResourceContext& context, const std::string& action) const override {
        if (action == "SUSPEND") {
            return fail(resourceFailure("NotSupported", "a node cannot be suspended; power it off"));
        }
        auto status = context.around.servers.status(context.resource.uuid);
        if (!status) {
            return fail(status.error());
        }
        if (status->status != "ACTIVE") {
            return fail(resourceFailure("ResourceUnknownStatus",
                                        fmt::format("{} - Unknown status {} due to \"{}\"",
                                                    context.resource.name, status->status, status->fault)));
        }
        return "state changed";
    }

    Result<> remove(ResourceContext& context) const override {
        auto gone = context.around.servers.remove(context.resource.uuid);
        if (!gone && gone.error().kind != ErrorKind::notFound) {
            return gone;
        }
        return dropStackUser(context);
    }

    Result<bool> removed(ResourceContext& context) const override {
        auto status = context.around.servers.status(context.resource.uuid);
        if (!status) {
            return status.error().kind == ErrorKind::notFound ? Result<bool>(true) : fail(status.error());
        }
        if (status->status == "ERROR") {
            return fail(resourceFailure("ResourceInError",
                                        "Went to status ERROR while it was deleted: " + status->fault));
        }
        return status->status == "DELETED";
    }

    Json attribute(const ResourceContext& context, const std::string& name) const override;
    Result<Json> metadata(const ResourceContext& context) const override;

private:
    static std::string updatePolicy(const Json& properties) {
        return properties.value("image_update_policy", "REBUILD");
    }
    static std::string serverName(const Resource& resource) {
        return resource.properties.value("name", shortened(resource.physicalName, serverNameLimit));
    }
    static Result<> ask(const ResourceContext& context) {
        const auto& properties = context.resource.properties;
        Json metadata = properties.value("metadata", Json::object());
        seed::ServerRequest request;
        request.id = context.resource.uuid;
        request.name = serverName(context.resource);
        request.projectId = context.stack.projectId;
        request.image = properties.value("image", "");
        request.flavor = properties.value("flavor", "");
        request.availabilityZone = properties.value("availability_zone", "");
        request.keyName = properties.value("key_name", "");
        request.userData = userDataOf(context, withCollectConfig(context));
        request.metadata = &metadata;
        return context.around.servers.create(request);
    }
};

Json addressesOf(const std::string& address) {
    Json list = Json::array();
    if (!address.empty()) {
        list.push_back(address);
    }
    return list;
}

Json NovaServer::attribute(const ResourceContext& context, const std::string& name) const {
    const auto& id = context.resource.uuid;
    auto status = context.around.servers.status(id);
    const auto address = status ? status->address : std::string();
    if (name == "networks") {
        return {{networkName, addressesOf(address)}};
    }
    if (name == "first_address" || name == "accessIPv4") {
        return address;
    }
    if (name == "os_collect_config") {
        return collectConfig(context);
    }
    auto server = context.around.servers.show(id);
    if (!server) {
        return nullptr;
    }
    // show() answers as GET /servers/{id}, with or without its envelope
    const Json document = server->contains("server") ? (*server)["server"] : *server;
    if (name == "show") {
        return document;
    }
    return document.value(name == "instance_name" ? "OS-EXT-SRV-ATTR:instance_name" : name, Json());
}

Result<Json> NovaServer::metadata(const ResourceContext& context) const {
    Json document = withCollectConfig(context);
    if (!document.contains("deployments")) {
        return document;
    }
    auto deployments = context.around.software.deploymentsOf(context.resource.uuid);
    if (!deployments) {
        return deployments;
    }
    document["deployments"] = std::move(*deployments);
    return document;
}

} // namespace

const ResourceType& novaServer();
const ResourceType& novaServer() {
    static const NovaServer type;
    return type;
}

} // namespace seedbed::heat
