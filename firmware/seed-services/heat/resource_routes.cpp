// SPDX-License-Identifier: GPL-3.0-or-later
// Resources of a stack: list, show, metadata, signal, mark unhealthy.
#include <algorithm>
#include <charconv>

#include "firmware/seed-services/heat/routes.hpp"
#include "firmware/seed-services/heat/shapes.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

constexpr int deepestNesting = 5;

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

// For a node's user only what it may read exists.
Result<Found> resourceForNode(Api& api, const seed::Call& call) {
    auto found = resourceOf(api, call);
    const bool ours =
        found && (!call.who.isStackUser() || found->stack->mayRead(call.who.userId, found->resource->name));
    return !found || ours ? found
                          : fail(refusal(Refusal::forbidden, found->resource->name,
                                         "You are not authorized to use this resource."));
}

bool fits(const Resource& resource, const HttpRequest& request) {
    const auto type = request.query("type");
    const auto name = request.query("name");
    const auto status = request.query("status");
    return (!type || *type == resource.type) && (!name || *name == resource.name) &&
           (!status || *status == resource.status || *status == resource.action + "_" + resource.status);
}

// Down to `depth` levels of nested stacks.
void collect(Api& api, const seed::Call& call, LiveStack& stack, int depth, Json& items) {
    for (auto& [name, resource] : stack.resources) {
        if (!fits(resource, call.request)) {
            continue;
        }
        Json item = resourceSummary(baseUrl(api, call), stack, resource);
        item["stack_name"] = stack.record.name;
        if (!stack.record.parentResource.empty()) {
            item["parent_resource"] = stack.record.parentResource;
        }
        items.push_back(std::move(item));
    }
    for (LiveStack* child : depth > 0 ? api.engine.childrenOf(stack) : std::vector<LiveStack*>()) {
        collect(api, call, *child, depth - 1, items);
    }
}

int depthWanted(const HttpRequest& request) {
    const auto text = request.query("nested_depth").value_or("0");
    int depth = 0;
    std::from_chars(text.data(), text.data() + text.size(), depth);
    return std::clamp(depth, 0, deepestNesting);
}

Result<HttpResponse> list(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    if (!stack) {
        return fail(stack.error());
    }
    Json items = Json::array();
    collect(api, call, **stack, depthWanted(call.request), items);
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
    auto found = resourceForNode(api, call);
    if (!found) {
        return fail(found.error());
    }
    const auto& name = found->resource->name;
    auto document = call.who.isStackUser() ? api.engine.metadataForNode(*found->stack, name)
                                           : api.engine.metadata(*found->stack, name);
    return document ? Result<HttpResponse>(seed::json(200, {{"metadata", *document}}))
                    : fail(document.error());
}

// An empty body is an empty signal.
Result<HttpResponse> signal(Api& api, const seed::Call& call) {
    auto found = resourceForNode(api, call);
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

Result<HttpResponse> mark(Api& api, const seed::Call& call) {
    auto found = resourceOf(api, call);
    if (!found) {
        return fail(found.error());
    }
    auto body = seed::bodyOf(call.request);
    if (!body || !body->contains("mark_unhealthy") || !(*body)["mark_unhealthy"].is_boolean()) {
        return fail(refusal(Refusal::request, "mark_unhealthy", "mark_unhealthy must be true or false."));
    }
    auto reason = seed::textOf(*body, "resource_status_reason");
    reason = reason.empty() ? "user made it unhealthy" : reason;
    auto done = (*body)["mark_unhealthy"] == true
                    ? api.engine.markUnhealthy(*found->stack, found->resource->name, reason)
                    : Result<>();
    return done ? Result<HttpResponse>(seed::json(200, nullptr)) : fail(done.error());
}

} // namespace

void addResourceRoutes(Api& api) {
    const std::string resources = "/v1/{tenant}/stacks/{name}/{id}/resources";
    addRoute(api, "GET", resources, list);
    addRoute(api, "GET", resources + "/{resource}", show);
    addRoute(api, "PATCH", resources + "/{resource}", mark);
    addNodeRoute(api, "GET", resources + "/{resource}/metadata", metadata);
    addNodeRoute(api, "POST", resources + "/{resource}/signal", signal);
}

} // namespace seedbed::heat
