// SPDX-License-Identifier: GPL-3.0-or-later
// What changes a stack that is there: update, its preview, check, suspend, resume, cancel.
#include <algorithm>

#include <fmt/format.h>

#include "firmware/seed-services/heat/routes.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"

namespace seedbed::heat {
namespace {

struct Wanted {
    LiveStack* stack = nullptr;
    Json body;
};

Result<Wanted> wantedChange(Api& api, const seed::Call& call) {
    auto stack = stackOf(api, call);
    auto body = stack ? seed::bodyOf(call.request) : fail(stack.error());
    if (!stack) {
        return fail(stack.error());
    }
    if (!body) {
        return fail(refusal(Refusal::request, "body",
                            "The request body is not a JSON object: " + body.error().cause));
    }
    return Wanted{*stack, std::move(*body)};
}

Result<HttpResponse> update(Api& api, const seed::Call& call, Update kind) {
    auto wanted = wantedChange(api, call);
    auto request = wanted ? readStackUpdate(wanted->stack->record, wanted->body, kind)
                          : Result<Stack>(fail(wanted.error()));
    auto done = request ? api.engine.change(*wanted->stack, *request) : fail(request.error());
    return done ? Result<HttpResponse>(seed::noContent(202)) : fail(done.error());
}
Result<HttpResponse> replaceAllOf(Api& api, const seed::Call& call) {
    return update(api, call, Update::replaced);
}
Result<HttpResponse> changeSomeOf(Api& api, const seed::Call& call) {
    return update(api, call, Update::existing);
}

Result<HttpResponse> previewUpdate(Api& api, const seed::Call& call, Update kind) {
    auto wanted = wantedChange(api, call);
    auto request = wanted ? readStackUpdate(wanted->stack->record, wanted->body, kind)
                          : Result<Stack>(fail(wanted.error()));
    auto changes = request ? api.engine.previewChange(*wanted->stack, *request) : fail(request.error());
    return changes ? Result<HttpResponse>(seed::json(200, {{"resource_changes", *changes}}))
                   : fail(changes.error());
}
Result<HttpResponse> previewReplaced(Api& api, const seed::Call& call) {
    return previewUpdate(api, call, Update::replaced);
}
Result<HttpResponse> previewExisting(Api& api, const seed::Call& call) {
    return previewUpdate(api, call, Update::existing);
}

struct Action {
    const char* name;
    Result<> (*run)(Engine&, LiveStack&);
};
constexpr Action actions[] = {
    {"check", [](Engine& engine, LiveStack& stack) { return engine.visit(stack, Engine::Visit::check); }},
    {"suspend", [](Engine& engine, LiveStack& stack) { return engine.visit(stack, Engine::Visit::suspend); }},
    {"resume", [](Engine& engine, LiveStack& stack) { return engine.visit(stack, Engine::Visit::resume); }},
    {"cancel_update",
     [](Engine& engine, LiveStack& stack) { return engine.cancelUpdate(stack, StackRun::After::rollback); }},
    {"cancel_without_rollback",
     [](Engine& engine, LiveStack& stack) { return engine.cancelUpdate(stack, StackRun::After::failure); }}};

Result<HttpResponse> act(Api& api, const seed::Call& call) {
    auto wanted = wantedChange(api, call);
    if (!wanted) {
        return fail(wanted.error());
    }
    const auto name = wanted->body.size() == 1 ? wanted->body.begin().key() : std::string();
    const auto* action = std::find_if(std::begin(actions), std::end(actions),
                                      [&](const Action& candidate) { return name == candidate.name; });
    if (action == std::end(actions)) {
        return fail(refusal(Refusal::request, "action",
                            name.empty() ? "Exactly one action must be given."
                                         : fmt::format("Invalid action {} specified", name)));
    }
    auto done = action->run(api.engine, *wanted->stack);
    return done ? Result<HttpResponse>(seed::json(200, nullptr)) : fail(done.error());
}

} // namespace

void addChangeRoutes(Api& api) {
    const std::string stack = "/v1/{tenant}/stacks/{name}/{id}";
    addRoute(api, "PUT", stack, replaceAllOf);
    addRoute(api, "PATCH", stack, changeSomeOf);
    addRoute(api, "PUT", stack + "/preview", previewReplaced);
    addRoute(api, "PATCH", stack + "/preview", previewExisting);
    addRoute(api, "POST", stack + "/actions", act);
}

} // namespace seedbed::heat
