// SPDX-License-Identifier: GPL-3.0-or-later
// Software configs and software deployments as clients make and read them.
#include <algorithm>

#include "firmware/seed-services/heat/routes.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

Result<Json> bodyOf(const seed::Call& call) {
    auto body = seed::bodyOf(call.request);
    if (!body) {
        return fail(refusal(Refusal::request, "body",
                            "The request body is not a JSON object: " + body.error().cause));
    }
    if (depthOf(*body) > templateDepthLimit) {
        return fail(refusal(Refusal::request, "body", "The request body is nested too deep."));
    }
    return body;
}

// The named keys of a client's document; others are not kept.
Json only(const Json& body, std::initializer_list<const char*> keys) {
    Json kept = Json::object();
    for (const char* key : keys) {
        if (body.contains(key)) {
            kept[key] = body[key];
        }
    }
    return kept;
}

// Foreign documents do not exist for a caller.
Result<Json> own(Result<Json> document, const seed::Call& call, const char* word) {
    if (document && (*document)["project"] != named(call, "tenant")) {
        const auto id = named(call, "id");
        return fail(refusal(Refusal::absent, id,
                            "The Software " + std::string(word) + " (" + id + ") could not be found."));
    }
    return document;
}

Result<HttpResponse> answer(const Result<Json>& document, unsigned status, const char* key) {
    return document ? Result<HttpResponse>(seed::json(status, {{key, shownSoftware(*document)}}))
                    : fail(document.error());
}

Result<HttpResponse> answerList(const Result<std::vector<Json>>& documents, const char* key) {
    if (!documents) {
        return fail(documents.error());
    }
    Json items = Json::array();
    for (const auto& document : *documents) {
        items.push_back(shownSoftware(document));
    }
    return seed::json(200, {{key, items}});
}

constexpr const char* configKey = "software_config";
constexpr const char* deploymentKey = "software_deployment";

Result<HttpResponse> createConfig(Api& api, const seed::Call& call) {
    auto body = bodyOf(call);
    if (!body) {
        return fail(body.error());
    }
    auto kept = only(*body, {"name", "group", "config", "inputs", "outputs", "options"});
    return answer(api.engine.software().addConfig(std::move(kept), named(call, "tenant")), 200, configKey);
}

Result<HttpResponse> listConfigs(Api& api, const seed::Call& call) {
    return answerList(api.engine.software().configs(named(call, "tenant")), "software_configs");
}

Result<HttpResponse> showConfig(Api& api, const seed::Call& call) {
    return answer(own(api.engine.software().config(named(call, "id")), call, "Config"), 200, configKey);
}

Result<HttpResponse> deleteConfig(Api& api, const seed::Call& call) {
    auto found = own(api.engine.software().config(named(call, "id")), call, "Config");
    auto done = found ? api.engine.software().removeConfig(named(call, "id")) : Result<>(fail(found.error()));
    return done ? Result<HttpResponse>(seed::noContent()) : fail(done.error());
}

Result<HttpResponse> createDeployment(Api& api, const seed::Call& call) {
    auto body = bodyOf(call);
    if (!body) {
        return fail(body.error());
    }
    for (const char* key : {"config_id", "server_id"}) {
        if (!body->contains(key) || !(*body)[key].is_string()) {
            return fail(refusal(Refusal::request, key, std::string(key) + " must be given as text."));
        }
    }
    auto config = api.engine.software().config((*body)["config_id"].get<std::string>());
    if (!config || (*config)["project"] != named(call, "tenant")) {
        return fail(config ? refusal(Refusal::absent, "config_id", "The Software Config could not be found.")
                           : config.error());
    }
    auto kept = only(*body, {"config_id", "server_id", "action", "status", "status_reason", "input_values"});
    return answer(api.engine.software().addDeployment(std::move(kept), named(call, "tenant")), 200,
                  deploymentKey);
}

Result<HttpResponse> listDeployments(Api& api, const seed::Call& call) {
    auto documents = api.engine.software().deployments(named(call, "tenant"));
    const auto server = call.request.query("server_id");
    if (documents && server) {
        std::erase_if(*documents, [&](const Json& document) { return document["server_id"] != *server; });
    }
    return answerList(documents, "software_deployments");
}

Result<HttpResponse> showDeployment(Api& api, const seed::Call& call) {
    return answer(own(api.engine.software().deployment(named(call, "id")), call, "Deployment"), 200,
                  deploymentKey);
}

Result<HttpResponse> updateDeployment(Api& api, const seed::Call& call) {
    auto body = bodyOf(call);
    auto found = body ? own(api.engine.software().deployment(named(call, "id")), call, "Deployment") : body;
    if (!found) {
        return fail(found.error());
    }
    for (const char* key : {"config_id", "status", "status_reason", "action"}) {
        if (body->contains(key) && !(*body)[key].is_string()) {
            return fail(refusal(Refusal::request, key, std::string(key) + " must be text."));
        }
    }
    const auto changes =
        only(*body, {"config_id", "status", "status_reason", "action", "input_values", "output_values"});
    return answer(api.engine.software().updateDeployment(named(call, "id"), changes), 200, deploymentKey);
}

Result<HttpResponse> deleteDeployment(Api& api, const seed::Call& call) {
    auto found = own(api.engine.software().deployment(named(call, "id")), call, "Deployment");
    auto done =
        found ? api.engine.software().removeDeployment(named(call, "id")) : Result<>(fail(found.error()));
    return done ? Result<HttpResponse>(seed::noContent()) : fail(done.error());
}

Result<HttpResponse> serverMetadata(Api& api, const seed::Call& call) {
    auto list = api.engine.software().deploymentsOf(named(call, "server"), named(call, "tenant"));
    return list ? Result<HttpResponse>(seed::json(200, {{"metadata", *list}})) : fail(list.error());
}

} // namespace

void addSoftwareRoutes(Api& api) {
    const std::string configs = "/v1/{tenant}/software_configs";
    addRoute(api, "POST", configs, createConfig);
    addRoute(api, "GET", configs, listConfigs);
    addRoute(api, "GET", configs + "/{id}", showConfig);
    addRoute(api, "DELETE", configs + "/{id}", deleteConfig);
    const std::string deployments = "/v1/{tenant}/software_deployments";
    addRoute(api, "POST", deployments, createDeployment);
    addRoute(api, "GET", deployments, listDeployments);
    addRoute(api, "GET", deployments + "/{id}", showDeployment);
    addRoute(api, "PUT", deployments + "/{id}", updateDeployment);
    addRoute(api, "DELETE", deployments + "/{id}", deleteDeployment);
    addRoute(api, "GET", deployments + "/metadata/{server}", serverMetadata);
}

} // namespace seedbed::heat
