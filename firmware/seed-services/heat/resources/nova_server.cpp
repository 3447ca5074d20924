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
    shape.properties = {{"name", Kind::text},
                        {"image", Kind::text, true},
                        {"flavor", Kind::text, true},
                        {"key_name", Kind::text},
                        {"availability_zone", Kind::text},
                        {"networks", Kind::list},
                        {"metadata", Kind::map},
                        {"user_data", Kind::text},
                        {"user_data_format", Kind::text},
                        {"software_config_transport", Kind::text},
                        {"image_update_policy", Kind::text},
                        {"flavor_update_policy", Kind::text},
                        {"user_data_update_policy", Kind::text},
                        {"scheduler_hints", Kind::map},
                        {"security_groups", Kind::list},
                        {"config_drive", Kind::boolean},
                        {"admin_user", Kind::text},
                        {"tags", Kind::list}};
    shape.attributes = {"name",       "show",       "addresses",     "networks",     "first_address",
                        "accessIPv4", "accessIPv6", "instance_name", "console_urls", "os_collect_config"};
    return shape;
}

bool isOneOf(const std::string& value, std::initializer_list<const char*> allowed) {
    return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

Json collectConfig(const ResourceContext& context) {
    auto user = context.around.tokens.findStackUser(context.resource.data.value("access_key", ""));
    return {{"cfn",
             {{"metadata_url", context.around.cfnUrl + "/v1/"},
              {"access_key_id", context.resource.data.value("access_key", "")},
              {"secret_access_key", user ? user->secretKey : ""},
              {"stack_name", context.stack.name},
              {"path", context.resource.name + ".Metadata"}}}};
}

// The secret is not in the record: it is put in where the metadata goes out.
Json withCollectConfig(const ResourceContext& context) {
    Json document = context.resource.metadata;
    document["os-collect-config"] = collectConfig(context);
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
        if (transport.is_string() && !isOneOf(transport.get<std::string>(), {"POLL_SERVER_CFN"})) {
            return fail(refusal(
                Refusal::notSupported, "resources." + definition.name,
                "software_config_transport other than POLL_SERVER_CFN is not supported by this engine"));
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
        auto user = ensureStackUser(context);
        if (!user) {
            return user;
        }
        if (resource.properties.value("user_data_format", "") == softwareConfigFormat) {
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
    static Result<> ask(const ResourceContext& context) {
        const auto& properties = context.resource.properties;
        Json metadata = properties.value("metadata", Json::object());
        seed::ServerRequest request;
        request.id = context.resource.uuid;
        request.name = properties.value("name", shortened(context.resource.physicalName, serverNameLimit));
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
