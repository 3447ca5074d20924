// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/catalog.hpp"

#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr std::string_view projectMark = "%(project_id)s";

struct Service {
    const char* name;
    const char* type;
    int port;
    const char* path;
};
// Types and paths as the clients look them up; tripleo-deployment.md section 12.
constexpr Service services[] = {
    {"keystone", "identity", port::keystone, "/v3"},
    {"glance", "image", port::glance, ""},
    {"nova", "compute", port::nova, "/v2.1"},
    {"neutron", "network", port::neutron, ""},
    {"ironic", "baremetal", port::ironic, ""},
    {"heat", "orchestration", port::heat, "/v1/%(project_id)s"},
    {"heat-cfn", "cloudformation", port::heatCfn, "/v1"},
};
constexpr const char* interfaces[] = {"public", "internal", "admin"};

// Ids are derived, so that they stay the same over restarts.
std::string idOf(const std::string& text) {
    return sha256Hex("seedbed " + text).substr(0, 32);
}

nlohmann::json endpointOf(const SeedOptions& options, const Service& service, const std::string& interface) {
    return {{"id", idOf(std::string(service.name) + " " + interface)},
            {"interface", interface},
            {"region", region},
            {"region_id", region},
            {"url", options.url(service.port) + service.path}};
}

void putProject(nlohmann::json& endpoint, const std::string& projectId) {
    auto url = endpoint["url"].get<std::string>();
    auto mark = url.find(projectMark);
    if (mark != std::string::npos) {
        endpoint["url"] = url.replace(mark, projectMark.size(), projectId);
    }
}

} // namespace

nlohmann::json catalogFor(const SeedOptions& options, const std::string& projectId) {
    auto catalog = nlohmann::json::array();
    for (const auto& service : services) {
        auto endpoints = nlohmann::json::array();
        for (const auto* interface : interfaces) {
            endpoints.push_back(endpointOf(options, service, interface));
            putProject(endpoints.back(), projectId);
        }
        catalog.push_back({{"id", idOf(service.name)},
                           {"name", service.name},
                           {"type", service.type},
                           {"endpoints", std::move(endpoints)}});
    }
    return catalog;
}

std::vector<nlohmann::json> serviceList() {
    std::vector<nlohmann::json> list;
    for (const auto& service : services) {
        list.push_back({{"id", idOf(service.name)},
                        {"name", service.name},
                        {"type", service.type},
                        {"description", ""},
                        {"enabled", true}});
    }
    return list;
}

std::vector<nlohmann::json> endpointList(const SeedOptions& options) {
    std::vector<nlohmann::json> list;
    for (const auto& service : services) {
        for (const auto* interface : interfaces) {
            auto endpoint = endpointOf(options, service, interface);
            endpoint["service_id"] = idOf(service.name);
            endpoint["enabled"] = true;
            list.push_back(std::move(endpoint));
        }
    }
    return list;
}

} // namespace seedbed::seed
