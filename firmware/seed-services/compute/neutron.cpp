// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/compute/neutron.hpp"

#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr const char* networkName = provisioningNetworkName;

bool matches(const nlohmann::json& document, const HttpRequest& request) {
    for (const auto& [name, value] : request.query()) {
        auto field = document.find(name);
        if (field == document.end() || field->is_structured()) {
            continue;
        }
        auto text = field->is_string() ? field->get<std::string>() : field->dump();
        if (!iequals(text, value)) {
            return false;
        }
    }
    return true;
}

nlohmann::json networkDocument(const std::string& projectId, bool hasSubnet) {
    return {
        {"id", provisioningNetworkId()},
        {"name", networkName},
        {"description", "provisioning network"},
        {"status", "ACTIVE"},
        {"admin_state_up", true},
        {"shared", true},
        {"router:external", false},
        {"mtu", 1500},
        {"project_id", projectId},
        {"tenant_id", projectId},
        {"subnets", hasSubnet ? nlohmann::json::array({provisioningSubnetId()}) : nlohmann::json::array()},
        {"provider:network_type", "flat"},
        {"provider:physical_network", networkName},
        {"provider:segmentation_id", nullptr},
        {"port_security_enabled", false},
        {"availability_zones", nlohmann::json::array()},
        {"availability_zone_hints", nlohmann::json::array()},
        {"tags", nlohmann::json::array()}};
}

nlohmann::json portDocument(const std::string& mac, const nlohmann::json& node) {
    auto address = textOf(partOf(node, "driver_internal_info"), "provisioning_address");
    auto fixed = nlohmann::json::array();
    if (!address.empty()) {
        fixed.push_back({{"subnet_id", provisioningSubnetId()}, {"ip_address", address}});
    }
    return {{"id", derivedId("port " + mac)},
            {"name", textOf(node, "name")},
            {"mac_address", mac},
            {"network_id", provisioningNetworkId()},
            {"fixed_ips", std::move(fixed)},
            {"device_id", textOf(node, "instance_uuid")},
            {"device_owner", "baremetal:none"},
            {"status", textOf(node, "power_state") == "power on" ? "ACTIVE" : "DOWN"},
            {"admin_state_up", true},
            {"security_groups", nlohmann::json::array()},
            {"tags", nlohmann::json::array()}};
}

} // namespace

Neutron::Neutron(NodeBook& nodes, PortRecords& records, TokenVerifier& tokens, SeedOptions options)
    : nodes_(nodes), records_(records), options_(std::move(options)),
      router_("neutron", ErrorStyle::neutron, tokens) {
    router_.addPublic("GET", "/", atOnce(this, &Neutron::versions));
    nlohmann::json resources = {{"resources", nlohmann::json::array()}};
    router_.add("GET", "/v2.0", atOnce([resources](const Call&) { return json(200, resources); }));
    addCollection("network", &Neutron::networks);
    addCollection("subnet", &Neutron::subnets);
    addCollection("port", &Neutron::ports);
    router_.addAdmin("POST", "/v2.0/ports", atOnce(this, &Neutron::createPort));
    router_.addAdmin("DELETE", "/v2.0/ports/{id}", atOnce(this, &Neutron::deletePort));
    addCollection("extension", &Neutron::none);
    addCollection("security-group", &Neutron::none);
}

void Neutron::addCollection(const std::string& one,
                            Documents (Neutron::*list)(const std::string& projectId)) {
    auto key = one == "security-group" ? std::string("security_group") : one; // the key of the document
    auto listAll = [this, key, list](const Call& call) {
        auto documents = (this->*list)(call.who.projectId);
        std::erase_if(documents, [&call](const auto& document) { return !matches(document, call.request); });
        return json(200, {{key + "s", documents}});
    };
    auto showOne = [this, key, list](const Call& call) {
        for (const auto& document : (this->*list)(call.who.projectId)) {
            if (textOf(document, "id") == call.path.at("id")) {
                return json(200, {{key, document}});
            }
        }
        return router_.refuse(404, "The " + key + " could not be found.");
    };
    router_.add("GET", "/v2.0/" + one + "s", atOnce(listAll));
    router_.add("GET", "/v2.0/" + one + "s/{id}", atOnce(showOne));
}

HttpResponse Neutron::versions(const Call&) {
    nlohmann::json version = {
        {"id", "v2.0"},
        {"status", "CURRENT"},
        {"links", {{{"rel", "self"}, {"href", options_.url(port::neutron) + "/v2.0/"}}}}};
    return json(200, {{"versions", {version}}});
}

HttpResponse Neutron::createPort(const Call& call) {
    auto body = bodyOf(call.request);
    if (!body) {
        return router_.refuse(body.error());
    }
    const auto& wanted = partOf(*body, "port");
    PortRequest request;
    request.id = newUuid();
    request.name = textOf(wanted, "name");
    request.projectId = call.who.projectId;
    request.network = textOf(wanted, "network_id");
    for (const auto& fixed : wanted.value("fixed_ips", nlohmann::json::array())) {
        if (fixed.is_object() && !textOf(fixed, "ip_address").empty()) {
            request.addresses.push_back(textOf(fixed, "ip_address"));
        }
    }
    auto made = records_.create(request);
    return made ? json(201, {{"port", *made}}) : router_.refuse(made.error());
}

// Ports of nodes go with their nodes.
HttpResponse Neutron::deletePort(const Call& call) {
    const auto& id = call.path.at("id");
    auto found = records_.port(id);
    auto gone = found ? records_.removePort(id) : fail(found.error());
    return gone ? noContent() : router_.refuse(gone.error());
}

Neutron::Documents Neutron::networks(const std::string& projectId) {
    return {networkDocument(projectId, !options_.provisioningNetwork.empty())};
}

Neutron::Documents Neutron::subnets(const std::string& projectId) {
    if (options_.provisioningNetwork.empty()) {
        return {};
    }
    auto ends = split(options_.provisioningRange, '-');
    auto pools = nlohmann::json::array();
    if (ends.size() == 2) {
        pools.push_back({{"start", ends[0]}, {"end", ends[1]}});
    }
    nlohmann::json route = {{"destination", "169.254.169.254/32"}, {"nexthop", options_.listen}};
    return {{{"id", provisioningSubnetId()},
             {"name", networkName},
             {"network_id", provisioningNetworkId()},
             {"cidr", options_.provisioningNetwork},
             {"ip_version", 4},
             {"enable_dhcp", true},
             {"gateway_ip", nullptr},
             {"allocation_pools", std::move(pools)},
             {"host_routes", {route}},
             {"dns_nameservers", nlohmann::json::array()},
             {"project_id", projectId},
             {"tenant_id", projectId},
             {"tags", nlohmann::json::array()}}};
}

Neutron::Documents Neutron::ports(const std::string&) {
    Documents found;
    for (const auto& node : nodes_.all()) {
        for (const auto& mac : nodes_.macs(textOf(node, "uuid"))) {
            found.push_back(portDocument(mac, node));
        }
    }
    for (auto& document : records_.all()) {
        found.push_back(std::move(document));
    }
    return found;
}

Neutron::Documents Neutron::none(const std::string&) {
    return {};
}

} // namespace seedbed::seed
