// SPDX-License-Identifier: GPL-3.0-or-later
// Events of a stack and of one resource.
#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/routes.hpp"
#include "firmware/seed-services/heat/shapes.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

bool fits(const StackEvent& event, const HttpRequest& request) {
    bool asked = false;
    bool found = false;
    for (const auto& [name, value] : request.query()) {
        asked = asked || name == "resource_name";
        found = found || (name == "resource_name" && value == event.resourceName);
    }
    return !asked || found;
}

Result<std::vector<StackEvent>> wanted(Api& api, const seed::Call& call, const LiveStack& stack) {
    auto events = api.engine.events(stack);
    if (!events) {
        return events;
    }
    const auto resource = call.path.find("resource");
    std::erase_if(*events, [&](const StackEvent& event) {
        const bool other = resource != call.path.end() && event.resourceName != resource->second;
        return other || !fits(event, call.request);
    });
    if (call.request.query("sort_dir").value_or("asc") == "desc") {
        std::reverse(events->begin(), events->end());
    }
    return events;
}

// Those behind the marker, at most `limit`.
void cut(std::vector<StackEvent>& events, const std::optional<std::string>& marker, int limit) {
    if (marker) {
        auto at = std::find_if(events.begin(), events.end(),
                               [&](const StackEvent& event) { return event.id == *marker; });
        events.erase(events.begin(), at == events.end() ? events.begin() : at + 1);
    }
    if (limit > 0 && events.size() > static_cast<std::size_t>(limit)) {
        events.resize(static_cast<std::size_t>(limit));
    }
}

Result<HttpResponse> list(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    if (!stack) {
        return fail(stack.error());
    }
    auto limit = limitOf(call.request);
    if (!limit) {
        return fail(limit.error());
    }
    auto events = wanted(api, call, **stack);
    if (!events) {
        return fail(events.error());
    }
    cut(*events, call.request.query("marker"), *limit);
    Json items = Json::array();
    for (const auto& event : *events) {
        items.push_back(eventSummary(baseUrl(api, call), (*stack)->record, event));
    }
    return seed::json(200, {{"events", items}});
}

Result<HttpResponse> listOfResource(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    const auto& name = named(call, "resource");
    if (stack && name != (*stack)->record.name) {
        auto resource = api.engine.resource(**stack, name);
        if (!resource && !(*stack)->record.isDeleted()) {
            return fail(resource.error());
        }
    }
    return list(api, call);
}

Result<HttpResponse> show(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    auto events = stack ? api.engine.events(**stack) : Result<std::vector<StackEvent>>(fail(stack.error()));
    if (!events) {
        return fail(events.error());
    }
    for (const auto& event : *events) {
        if (event.id == named(call, "event")) {
            return seed::json(200, {{"event", eventDetails(baseUrl(api, call), (*stack)->record, event)}});
        }
    }
    return fail(refusal(Refusal::absent, "event " + named(call, "event"),
                        fmt::format("The Event ({}) could not be found.", named(call, "event"))));
}

} // namespace

void addEventRoutes(Api& api) {
    const std::string stack = "/v1/{tenant}/stacks/{name}/{id}";
    addRoute(api, "GET", stack + "/events", list);
    addRoute(api, "GET", stack + "/resources/{resource}/events", listOfResource);
    addRoute(api, "GET", stack + "/resources/{resource}/events/{event}", show);
}

} // namespace seedbed::heat
