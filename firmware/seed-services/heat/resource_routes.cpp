// SPDX-License-Identifier: GPL-3.0-or-later
// Resources of a stack: list, show, metadata, signal.
#include <algorithm>

#include "firmware/seed-services/heat/routes.hpp"
#include "firmware/seed-services/heat/shapes.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

struct Found {
    LiveStack* stack = nullptr;
    Resource* resource = nullptr;
};

Result<Found> resourceOf(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    if (!stack) {
        return fail(stack.error());
    }
    auto resource = api.engine.resource(**stack, named(call, "resource"));
    if (!resource) {
        return fail(resource.error());
    }
    return Found{*stack, *resource};
}

bool fits(const Resource& resource, const HttpRequest& request) {
    const auto type = request.query("type");
    const auto name = request.query("name");
    const auto status = request.query("status");
    return (!type || *type == resource.type) && (!name || *name == resource.name) &&
           (!status || *status == resource.status || *status == resource.action + "_" + resource.status);
}

Result<HttpResponse> list(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    if (!stack) {
        return fail(stack.error());
    }
    Json items = Json::array();
    for (auto& [name, resource] : (*stack)->resources) {
        if (fits(resource, call.request)) {
            Json item = resourceSummary(baseUrl(api, call), **stack, resource);
            item["stack_name"] = (*stack)->record.name;
            items.push_back(std::move(item));
        }
    }
    return seed::json(200, {{"resources", items}});
}

Result<HttpResponse> show(Api& api, const seed::Call& call) {
    auto found = resourceOf(api, call);
    if (!found) {
        return fail(found.error());
    }
    return seed::json(200,
                      {{"resource", resourceDetails(baseUrl(api, call), *found->stack, *found->resource)}});
}

Result<HttpResponse> metadata(Api& api, const seed::Call& call) {
    auto found = resourceOf(api, call);
    auto document =
        found ? api.engine.metadata(*found->stack, found->resource->name) : Result<Json>(fail(found.error()));
    return document ? Result<HttpResponse>(seed::json(200, {{"metadata", *document}}))
                    : fail(document.error());
}

// An empty body is an empty signal.
Result<HttpResponse> signal(Api& api, const seed::Call& call) {
    auto found = resourceOf(api, call);
    if (!found) {
        return fail(found.error());
    }
    auto details =
        trim(call.request.body).empty() ? Result<Json>(Json::object()) : seed::bodyOf(call.request);
    if (!details) {
        return fail(
            refusal(Refusal::request, "body", "The signal is not a JSON object: " + details.error().cause));
    }
    auto done = api.engine.signal(*found->stack, found->resource->name, *details);
    return done ? Result<HttpResponse>(seed::json(200, nullptr)) : fail(done.error());
}

} // namespace

void addResourceRoutes(Api& api) {
    const std::string resources = "/v1/{tenant}/stacks/{name}/{id}/resources";
    addRoute(api, "GET", resources, list);
    addRoute(api, "GET", resources + "/{resource}", show);
    addRoute(api, "GET", resources + "/{resource}/metadata", metadata);
    addRoute(api, "POST", resources + "/{resource}/signal", signal);
}

} // namespace seedbed::heat
