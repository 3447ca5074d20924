// SPDX-License-Identifier: GPL-3.0-or-later
// Stacks: create, preview, list, look-up, show, delete, template, environment, files, outputs. What changes a
// stack that is there: change_routes.cpp.
#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/routes.hpp"
#include "firmware/seed-services/heat/shapes.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

Result<Stack> requestOf(const seed::Call& call) {
    auto body = seed::bodyOf(call.request);
    if (!body) {
        return fail(refusal(Refusal::request, "body",
                            "The request body is not a JSON object: " + body.error().cause));
    }
    return readStackRequest(*body);
}

Result<HttpResponse> create(Api& api, const seed::Call& call) {
    auto request = requestOf(call);
    if (!request) {
        return fail(request.error());
    }
    auto who = call.who;
    who.projectId = named(call, "tenant");
    auto stack = api.engine.create(std::move(*request), who);
    if (!stack) {
        return fail(stack.error());
    }
    const auto base = baseUrl(api, call);
    const auto& record = (*stack)->record;
    auto response = seed::json(201, {{"stack", {{"id", record.id}, {"links", stackLinks(base, record)}}}});
    response.headers.set("Location", stackUrl(base, record));
    return response;
}

Result<HttpResponse> preview(Api& api, const seed::Call& call) {
    auto request = requestOf(call);
    if (!request) {
        return fail(request.error());
    }
    auto who = call.who;
    who.projectId = named(call, "tenant");
    auto stack = api.engine.preview(std::move(*request), who);
    if (!stack) {
        return fail(stack.error());
    }
    return seed::json(200, {{"stack", previewOf(baseUrl(api, call), **stack)}});
}

bool isTrue(const HttpRequest& request, const char* name) {
    const auto value = request.query(name);
    return value && (iequals(*value, "true") || *value == "1");
}

// Every value given for a key is allowed; keys that are no filter are ignored, as Heat does.
bool fits(const Stack& stack, const HttpRequest& request) {
    const std::pair<const char*, std::string> fields[] = {
        {"id", stack.id},           {"name", stack.name},
        {"stack_name", stack.name}, {"status", stack.status},
        {"action", stack.action},   {"stack_status", stack.action + "_" + stack.status},
        {"username", stack.owner}};
    for (const auto& [key, value] : fields) {
        bool asked = false;
        bool found = false;
        for (const auto& [name, given] : request.query()) {
            asked = asked || name == key;
            found = found || (name == key && given == value);
        }
        if (asked && !found) {
            return false;
        }
    }
    return true;
}

std::string sortText(const Stack& stack, const std::string& key) {
    if (key == "stack_name" || key == "name") {
        return stack.name;
    }
    if (key == "stack_status" || key == "status") {
        return stack.action + "_" + stack.status;
    }
    return key == "updated_at" ? stack.updated : stack.created;
}

void sortStacks(std::vector<LiveStack*>& stacks, const HttpRequest& request) {
    const auto key = request.query("sort_keys");
    const bool descending = request.query("sort_dir").value_or(key ? "asc" : "desc") == "desc";
    std::stable_sort(stacks.begin(), stacks.end(), [&](const auto* a, const auto* b) {
        const auto left = sortText(a->record, key.value_or("created_at"));
        const auto right = sortText(b->record, key.value_or("created_at"));
        return descending ? right < left : left < right;
    });
}

std::vector<LiveStack*> wanted(Api& api, const seed::Call& call) {
    const auto& request = call.request;
    auto stacks = api.engine.all();
    const bool deleted = isTrue(request, "show_deleted");
    const bool nested = isTrue(request, "show_nested");
    const bool everywhere = isTrue(request, "global_tenant") && call.who.isAdmin();
    std::erase_if(stacks, [&](const auto* stack) {
        const auto& record = stack->record;
        const bool foreign = !everywhere && record.projectId != named(call, "tenant");
        const bool hidden = !nested && !record.parentId.empty();
        return foreign || hidden || (record.isDeleted() && !deleted) || !fits(record, request);
    });
    sortStacks(stacks, request);
    return stacks;
}

Result<HttpResponse> list(Api& api, const seed::Call& call) {
    auto limit = limitOf(call.request);
    if (!limit) {
        return fail(limit.error());
    }
    const auto stacks = wanted(api, call);
    const auto marker = call.request.query("marker");
    auto from = stacks.begin();
    if (marker) {
        from = std::find_if(stacks.begin(), stacks.end(),
                            [&](const auto* stack) { return stack->record.id == *marker; });
        from = from == stacks.end() ? stacks.begin() : from + 1;
    }
    Json body = {{"stacks", Json::array()}};
    for (; from != stacks.end() && (*limit == 0 || body["stacks"].size() < static_cast<std::size_t>(*limit));
         ++from) {
        body["stacks"].push_back(stackSummary(baseUrl(api, call), (*from)->record));
    }
    if (isTrue(call.request, "with_count")) {
        body["count"] = stacks.size();
    }
    return seed::json(200, body);
}

Result<HttpResponse> show(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    if (!stack) {
        return fail(stack.error());
    }
    const bool left = iequals(call.request.query("resolve_outputs").value_or("true"), "false");
    return seed::json(200, {{"stack", stackDetails(baseUrl(api, call), **stack,
                                                   left ? Outputs::left : Outputs::resolved)}});
}

Result<HttpResponse> remove(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    auto done = stack ? api.engine.remove(**stack) : Result<>(fail(stack.error()));
    return done ? Result<HttpResponse>(seed::noContent()) : fail(done.error());
}

Result<HttpResponse> document(Api& api, const seed::Call& call, Json Stack::*part) {
    auto stack = stackOf(api, call);
    return stack ? Result<HttpResponse>(seed::json(200, (*stack)->record.*part)) : fail(stack.error());
}
Result<HttpResponse> source(Api& api, const seed::Call& call) {
    return document(api, call, &Stack::source);
}
Result<HttpResponse> environment(Api& api, const seed::Call& call) {
    return document(api, call, &Stack::environment);
}
Result<HttpResponse> files(Api& api, const seed::Call& call) {
    return document(api, call, &Stack::files);
}

Result<HttpResponse> outputs(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    if (!stack) {
        return fail(stack.error());
    }
    Json list = Json::array();
    for (const auto& output : (*stack)->plan.tmpl.outputs) {
        list.push_back({{"output_key", output.name}, {"description", output.description}});
    }
    return seed::json(200, {{"outputs", list}});
}

Result<HttpResponse> output(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    if (!stack) {
        return fail(stack.error());
    }
    const auto& key = named(call, "key");
    for (const auto& candidate : (*stack)->plan.tmpl.outputs) {
        if (candidate.name == key) {
            return seed::json(200, {{"output", outputDetails(**stack, candidate)}});
        }
    }
    return fail(
        refusal(Refusal::absent, "output " + key, fmt::format("Specified output key {} not found.", key)));
}

Result<HttpResponse> lookUpStack(Api& api, const seed::Call& call) {
    return lookUp(api, call, "");
}

template <const char* Part>
Result<HttpResponse> lookUpPart(Api& api, const seed::Call& call) {
    return lookUp(api, call, std::string("/") + Part);
}
constexpr char resourcesPart[] = "resources";
constexpr char eventsPart[] = "events";
constexpr char templatePart[] = "template";
constexpr char environmentPart[] = "environment";
constexpr char filesPart[] = "files";
constexpr char outputsPart[] = "outputs";
constexpr char actionsPart[] = "actions";

} // namespace

void addStackRoutes(Api& api) {
    const std::string stacks = "/v1/{tenant}/stacks";
    const std::string byName = stacks + "/{name}";
    const std::string stack = byName + "/{id}";
    addRoute(api, "POST", stacks, create);
    addRoute(api, "POST", stacks + "/preview", preview);
    addRoute(api, "GET", stacks, list);
    for (const char* verb : {"GET", "DELETE", "PUT", "PATCH"}) {
        addRoute(api, verb, byName, lookUpStack);
    }
    addRoute(api, "POST", byName + "/actions", lookUpPart<actionsPart>);
    addRoute(api, "GET", byName + "/resources", lookUpPart<resourcesPart>);
    addRoute(api, "GET", byName + "/events", lookUpPart<eventsPart>);
    addRoute(api, "GET", byName + "/template", lookUpPart<templatePart>);
    addRoute(api, "GET", byName + "/environment", lookUpPart<environmentPart>);
    addRoute(api, "GET", byName + "/files", lookUpPart<filesPart>);
    addRoute(api, "GET", byName + "/outputs", lookUpPart<outputsPart>);
    addRoute(api, "GET", stack, show);
    addRoute(api, "DELETE", stack, remove);
    addRoute(api, "GET", stack + "/template", source);
    addRoute(api, "GET", stack + "/environment", environment);
    addRoute(api, "GET", stack + "/files", files);
    addRoute(api, "GET", stack + "/outputs", outputs);
    addRoute(api, "GET", stack + "/outputs/{key}", output);
}

} // namespace seedbed::heat
