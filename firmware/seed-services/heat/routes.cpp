// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/routes.hpp"

#include <charconv>

#include <fmt/format.h>

#include "firmware/seed-services/heat/shapes.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

unsigned statusOf(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::invalid:
    case ErrorKind::usage:
        return 400;
    case ErrorKind::refused:
        return 403;
    case ErrorKind::notFound:
        return 404;
    case ErrorKind::conflict:
        return 409;
    default:
        return 500;
    }
}

// A token is good for its own project; an administrator's for all. The objects of another project do not
// exist for a caller.
Result<> mayUse(const seed::Call& call) {
    const auto tenant = call.path.find("tenant");
    if (tenant == call.path.end() || tenant->second == call.who.projectId || call.who.isAdmin()) {
        return {};
    }
    const bool object = call.path.size() > 1;
    return fail(object ? refusal(Refusal::absent, tenant->second, "There is nothing of that name here.")
                       : refusal(Refusal::forbidden, tenant->second,
                                 "You are not authorized to use another project."));
}

asio::awaitable<HttpResponse> serve(Api* api, Handler handler, seed::Call call) {
    auto allowed = mayUse(call);
    auto response = allowed ? handler(*api, call) : Result<HttpResponse>(fail(allowed.error()));
    co_return response ? std::move(*response) : refused(api->router, response.error());
}

} // namespace

HttpResponse refused(const seed::Router& router, const Error& error) {
    const auto status = statusOf(error.kind);
    if (status >= 500) {
        log::error(error);
    }
    const bool ours = startsWith(error.id, "HEAT-");
    return router.refuse(status, ours ? error.cause : toSentence(error),
                         ours ? std::string(exceptionName(error)) : "");
}

void addRoute(Api& api, const char* method, const std::string& pattern, Handler handler) {
    Api* kept = &api;
    api.router.add(method, pattern,
                   [kept, handler](seed::Call call) { return serve(kept, handler, std::move(call)); });
}

void addNodeRoute(Api& api, const char* method, const std::string& pattern, Handler handler) {
    Api* kept = &api;
    api.router.addForStackUsers(
        method, pattern, [kept, handler](seed::Call call) { return serve(kept, handler, std::move(call)); });
}

const std::string& named(const seed::Call& call, const char* name) {
    return call.path.at(name);
}

std::string baseUrl(const Api& api, const seed::Call& call) {
    const auto host = call.request.headers.get("Host").value_or("");
    const auto root = host.empty() ? api.publicUrl : "http://" + host;
    return root + "/v1/" + percentEncode(named(call, "tenant"));
}

Result<LiveStack*> stackOf(Api& api, const seed::Call& call) {
    auto stack = api.engine.find(named(call, "tenant"), named(call, "id"));
    if (stack && (*stack)->record.id == named(call, "id") && (*stack)->record.name == named(call, "name")) {
        return stack;
    }
    return fail(refusal(Refusal::absent, "stack " + named(call, "name"),
                        fmt::format("The Stack ({}) could not be found.", named(call, "name"))));
}

Result<HttpResponse> lookUp(Api& api, const seed::Call& call, const std::string& rest) {
    auto stack = api.engine.find(named(call, "tenant"), named(call, "name"));
    if (!stack) {
        return fail(stack.error());
    }
    const auto& target = call.request.target;
    const auto question = target.find('?');
    const auto location = stackUrl(baseUrl(api, call), (*stack)->record) + rest +
                          (question == std::string::npos ? "" : target.substr(question));
    auto response = seed::json(
        302, {{"code", 302}, {"title", "Found"}, {"message", "The resource was found at " + location}});
    response.headers.set("Location", location);
    return response;
}

Result<int> limitOf(const HttpRequest& request) {
    const auto text = request.query("limit");
    if (!text) {
        return 0;
    }
    int limit = 0;
    auto [stop, code] = std::from_chars(text->data(), text->data() + text->size(), limit);
    if (code != std::errc{} || stop != text->data() + text->size() || limit < 0) {
        return fail(refusal(Refusal::request, "limit",
                            fmt::format("Only integer is allowed by 'limit': {}", log::printable(*text))));
    }
    return limit;
}

} // namespace seedbed::heat
