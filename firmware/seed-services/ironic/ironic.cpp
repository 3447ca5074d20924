// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/ironic/ironic.hpp"

#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "firmware/seed-services/ironic/node_document.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr int oldestMinor = 1, newestMinor = 82;
constexpr const char* oldest = "1.1";
constexpr const char* newest = "1.82";
constexpr const char* versionHeader = "X-OpenStack-Ironic-API-Version";

// The version to answer in; no value when it is not ours.
std::optional<std::string> negotiated(const HttpRequest& request) {
    auto wanted = request.headers.get(versionHeader).value_or(oldest);
    if (iequals(wanted, "latest")) {
        return newest;
    }
    int minor = 0;
    auto [end, error] = std::from_chars(wanted.data() + std::min<std::size_t>(2, wanted.size()),
                                        wanted.data() + wanted.size(), minor);
    bool good = startsWith(wanted, "1.") && error == std::errc() && end == wanted.data() + wanted.size();
    return good && minor >= oldestMinor && minor <= newestMinor ? std::optional(wanted) : std::nullopt;
}

nlohmann::json versionDocument(const std::string& base) {
    return {{"id", "v1"},
            {"status", "CURRENT"},
            {"min_version", oldest},
            {"version", newest},
            {"links", {{{"href", base + "/v1/"}, {"rel", "self"}}}}};
}

nlohmann::json driverDocument(const std::string& name, const std::string& base) {
    auto url = base + "/v1/drivers/" + name;
    return {{"name", name},
            {"hosts", {"seedbed"}},
            {"type", "dynamic"},
            {"default_power_interface", "ipmitool"},
            {"default_management_interface", "ipmitool"},
            {"default_deploy_interface", "iscsi"},
            {"default_boot_interface", "ipxe"},
            {"enabled_power_interfaces", {"ipmitool"}},
            {"enabled_management_interfaces", {"ipmitool"}},
            {"enabled_deploy_interfaces", {"iscsi", "custom-agent", "direct"}},
            {"enabled_boot_interfaces", {"ipxe"}},
            {"links", {{{"href", url}, {"rel", "self"}}}}};
}

} // namespace

Ironic::Ironic(Parts parts)
    : parts_(std::move(parts)), base_(parts_.options.url(port::ironic)),
      router_("ironic", ErrorStyle::ironic, parts_.tokens) {
    addDiscovery();
    addNodeRoutes();
    addStateRoutes();
    addAgentRoutes();
    addPortRoutes();
}

HttpHandler Ironic::handler() {
    return [this](HttpRequest request) { return serve(std::move(request)); };
}

asio::awaitable<HttpResponse> Ironic::serve(HttpRequest request) {
    auto version = negotiated(request);
    auto path = request.path();
    if (path != "/" && path != "/v1" && !startsWith(path, "/v1/")) {
        request.target = "/v1" + request.target;
    }
    HttpResponse response;
    if (version) {
        response = co_await router_.serve(std::move(request));
    } else {
        response = router_.refuse(406, fmt::format("The versions offered are {} to {}.", oldest, newest));
    }
    response.headers.set("X-OpenStack-Ironic-API-Minimum-Version", oldest);
    response.headers.set("X-OpenStack-Ironic-API-Maximum-Version", newest);
    response.headers.set(versionHeader, version.value_or(newest));
    co_return response;
}

void Ironic::addDiscovery() {
    router_.addPublic("GET", "/", atOnce(this, &Ironic::root));
    router_.addPublic("GET", "/v1", atOnce(this, &Ironic::version));
    router_.addAdmin("GET", "/v1/drivers", atOnce(this, &Ironic::listDrivers));
    router_.addAdmin("GET", "/v1/drivers/{name}", atOnce(this, &Ironic::showDriver));
    for (const auto* name :
         {"chassis", "portgroups", "allocations", "deploy_templates"}) { // none of these here
        nlohmann::json empty = {{name, nlohmann::json::array()}};
        router_.addAdmin("GET", std::string("/v1/") + name,
                         atOnce([empty](const Call&) { return json(200, empty); }));
    }
}

HttpResponse Ironic::root(const Call&) {
    return json(200, {{"name", "OpenStack Ironic API"},
                      {"description", "Seedbed's bare metal service"},
                      {"default_version", versionDocument(base_)},
                      {"versions", {versionDocument(base_)}}});
}

HttpResponse Ironic::version(const Call&) {
    nlohmann::json document = {{"id", "v1"},
                               {"version", versionDocument(base_)},
                               {"links", versionDocument(base_)["links"]},
                               {"media_types", nlohmann::json::array()}};
    for (const auto* name : {"nodes", "ports", "drivers", "chassis"}) {
        document[name] = {{{"href", base_ + "/v1/" + name + "/"}, {"rel", "self"}}};
    }
    return json(200, document);
}

HttpResponse Ironic::listDrivers(const Call&) {
    return json(200, {{"drivers", {driverDocument("ipmi", base_), driverDocument("pxe_ipmitool", base_)}}});
}

HttpResponse Ironic::showDriver(const Call& call) {
    const auto& name = call.path.at("name");
    return isKnownDriver(name) ? json(200, driverDocument(name, base_))
                               : router_.refuse(404, "The driver could not be found.");
}

} // namespace seedbed::seed
