// SPDX-License-Identifier: GPL-3.0-or-later
// What is no stack's: versions, build_info, resource types, template versions, validate.
#include <fmt/format.h>

#include "firmware/seed-services/heat/resources/registry.hpp"
#include "firmware/seed-services/heat/routes.hpp"
#include "firmware/seed-services/heat/shapes.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

Json versions(const std::string& root) {
    Json self = {{"rel", "self"}, {"href", root + "/v1/"}};
    Json version = {{"id", "v1.0"}, {"status", "CURRENT"}};
    version["links"].push_back(std::move(self));
    Json body;
    body["versions"].push_back(std::move(version));
    return body;
}

asio::awaitable<HttpResponse> discovery(std::string publicUrl, seed::Call call) {
    const auto host = call.request.headers.get("Host").value_or("");
    co_return seed::json(300, versions(host.empty() ? publicUrl : "http://" + host));
}

Result<HttpResponse> buildInfo(Api&, const seed::Call&) {
    return seed::json(200, {{"api", {{"revision", "seedbed"}}}, {"engine", {{"revision", "seedbed"}}}});
}

Result<HttpResponse> types(Api&, const seed::Call& call) {
    const bool described = call.request.query("with_description").value_or("") == "True";
    const auto part = call.request.query("name").value_or("");
    Json names = Json::array();
    for (const auto* type : allResourceTypes()) {
        const std::string name(type->shape().name);
        if (name.find(part) != std::string::npos) {
            names.push_back(described ? Json{{"resource_type", name}, {"description", name}} : Json(name));
        }
    }
    return seed::json(200, {{"resource_types", names}});
}

Result<const ResourceType*> typeOf(const seed::Call& call) {
    const auto* type = findResourceType(named(call, "type"));
    return type ? Result<const ResourceType*>(type)
                : fail(refusal(
                      Refusal::absent, named(call, "type"),
                      fmt::format("The Resource Type ({}) could not be found.", named(call, "type"))));
}

Result<HttpResponse> typeSchema(Api&, const seed::Call& call) {
    auto type = typeOf(call);
    return type ? Result<HttpResponse>(seed::json(200, resourceTypeSchema(**type))) : fail(type.error());
}

Result<HttpResponse> typeTemplate(Api&, const seed::Call& call) {
    auto type = typeOf(call);
    if (!type) {
        return fail(type.error());
    }
    const bool hot = call.request.query("template_type").value_or("cfn") == "hot";
    return seed::json(200, resourceTypeTemplate(**type, hot ? Notation::hot : Notation::cfn));
}

Result<HttpResponse> versionList(Api&, const seed::Call&) {
    Json list = Json::array();
    for (const auto& version : templateVersions()) {
        list.push_back({{"version", version.key + "." + version.version},
                        {"type", version.notation == Notation::cfn ? "cfn" : "hot"},
                        {"aliases", Json::array()}});
    }
    return seed::json(200, {{"template_versions", list}});
}

Result<HttpResponse> functionList(Api&, const seed::Call& call) {
    Json list = Json::array();
    for (const auto& version : templateVersions()) {
        if (version.key + "." + version.version != named(call, "version")) {
            continue;
        }
        for (const auto& name : functionNames(version.notation, version.version)) {
            list.push_back({{"functions", name}, {"description", name}});
        }
        return seed::json(200, {{"template_functions", list}});
    }
    return fail(refusal(Refusal::absent, named(call, "version"), "The template version could not be found."));
}

// One engine: this process.
Result<HttpResponse> services(Api&, const seed::Call&) {
    return seed::json(200, {{"services",
                             {{{"id", "seedbed"},
                               {"hostname", "seedbed"},
                               {"host", "seedbed"},
                               {"binary", "heat-engine"},
                               {"engine_id", "seedbed"},
                               {"topic", "engine"},
                               {"status", "up"},
                               {"updated_at", nullptr}}}}});
}

Result<HttpResponse> validate(Api&, const seed::Call& call) {
    auto body = seed::bodyOf(call.request);
    if (!body) {
        return fail(refusal(Refusal::request, "body",
                            "The request body is not a JSON object: " + body.error().cause));
    }
    auto source = templateOf(*body);
    auto environment = source ? environmentOf(*body) : source;
    if (!environment) {
        return fail(environment.error());
    }
    auto tmpl = parseTemplate(std::move(*source));
    if (!tmpl) {
        return fail(tmpl.error());
    }
    auto graph = dependencyGraph(*tmpl);
    const Json files = body->value("files", Json::object());
    auto checked =
        graph ? checkTemplate(*tmpl, *environment, files.is_object() ? files : Json::object(), Check::shapes)
              : Result<>(fail(graph.error()));
    if (!checked) {
        return fail(checked.error());
    }
    return seed::json(200, validationOf(*tmpl, *environment));
}

} // namespace

void addServiceRoutes(Api& api) {
    const auto root = api.publicUrl;
    auto answer = [root](seed::Call call) { return discovery(root, std::move(call)); };
    api.router.addPublic("GET", "/", answer);
    addRoute(api, "GET", "/v1/{tenant}/build_info", buildInfo);
    addRoute(api, "GET", "/v1/{tenant}/resource_types", types);
    addRoute(api, "GET", "/v1/{tenant}/resource_types/{type}", typeSchema);
    addRoute(api, "GET", "/v1/{tenant}/resource_types/{type}/template", typeTemplate);
    addRoute(api, "GET", "/v1/{tenant}/services", services);
    addRoute(api, "GET", "/v1/{tenant}/template_versions", versionList);
    addRoute(api, "GET", "/v1/{tenant}/template_versions/{version}/functions", functionList);
    addRoute(api, "POST", "/v1/{tenant}/validate", validate);
}

} // namespace seedbed::heat
