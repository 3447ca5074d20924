// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/api/error_json.hpp"
#include "appliance/server/api_server.hpp"
#include "appliance/server/handlers.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

// "/runs/{id}" against "/runs/3": true and {"id": "3"}.
bool matches(const std::string& pattern, const std::string& path, std::map<std::string, std::string>& values) {
    auto wanted = split(pattern, '/');
    auto given = split(path, '/');
    if (wanted.size() != given.size()) {
        return false;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        bool name = wanted[i].size() > 2 && wanted[i].front() == '{';
        if (name && !given[i].empty()) {
            values[wanted[i].substr(1, wanted[i].size() - 2)] = given[i];
        } else if (wanted[i] != given[i]) {
            return false;
        }
    }
    return true;
}

unsigned statusOf(const Error& error) {
    switch (error.kind) {
    case ErrorKind::usage:
    case ErrorKind::invalid: return 400;
    case ErrorKind::notFound: return 404;
    case ErrorKind::conflict:
    case ErrorKind::needsHuman:
    case ErrorKind::aborted:
    case ErrorKind::blocked: return 409;
    case ErrorKind::busy: return 503;
    case ErrorKind::refused:
    case ErrorKind::unsupported:
    case ErrorKind::unreachable:
    case ErrorKind::nonsense: return 502; // a device behind us
    case ErrorKind::timeout:
    case ErrorKind::stalled: return 504;
    case ErrorKind::internal: return 500;
    }
    return 500;
}

HttpResponse refusal(const Error& error) {
    return jsonResponse(statusOf(error), "{\"error\":" + errorJson(error) + "}");
}

Error noRoute(const HttpRequest& request, bool otherMethod) {
    return {.kind = ErrorKind::notFound,
            .id = otherMethod ? "API-METHOD" : "API-NO-ROUTE",
            .object = request.method + " " + log::printable(request.path(), 200),
            .attempted = "find it",
            .cause = otherMethod ? "the path takes another method" : "there is no such path",
            .action = "use a client of this version"};
}

} // namespace

const std::vector<ApiRoute>& apiRoutes() {
    static const std::vector<ApiRoute> routes{
        {"GET", "/api/v1/status", 200, handleStatus, "the daemon and its active run"},
        {"POST", "/api/v1/survey", 200, handleSurvey, "what the chassis of a site holds"},
        {"POST", "/api/v1/preflight", 200, handlePreflight, "what would keep a deployment of the site from working"},
        {"POST", "/api/v1/bays/{bay}/power", 200, handlePower, "switch a blade on or off, or look at it"},
        {"GET", "/api/v1/inventory", 200, handleInventory, "the last survey"},
        {"POST", "/api/v1/plan", 200, handlePlan, "what would be changed, and why"},
        {"POST", "/api/v1/drift", 200, handleDrift, "how Virtual Connect differs from what the site asks for"},
        {"GET", "/api/v1/runs", 200, handleListRuns, "all runs, newest first"},
        {"POST", "/api/v1/runs", 201, handleStartRun, "start a run"},
        {"GET", "/api/v1/runs/{id}", 200, handleShowRun, "one run with its blades and steps"},
        {"GET", "/api/v1/runs/{id}/events", 200, handleEvents, "events after a sequence number, waiting for some; of run 0: what was done by hand"},
        {"GET", "/api/v1/runs/{id}/report", 200, handleReport, "the report"},
        {"POST", "/api/v1/runs/{id}/abort", 202, handleAbort, "stop a run safely"},
        {"POST", "/api/v1/runs/{id}/retry", 201, handleRetry, "a new run for the same site"},
        {"GET", "/api/v1/pins", 200, handleListPins, "pinned certificates and host keys"},
        {"DELETE", "/api/v1/pins/{address}", 200, handleForgetPin, "forget those of a replaced device"},
        {"GET", "/api/v1/consoles/{bay}", 200, handleConsole, "recorded console bytes after an offset"},
        {"POST", "/api/v1/consoles/{bay}/keyboard", 200, handleKeyboard, "type at a console, take its keyboard, give it back"},
    };
    return routes;
}

ApiServer::ApiServer(asio::any_io_executor executor, Deployment& deployment, Journal& journal, EventBus& bus)
    : deployment_(deployment), journal_(journal), bus_(bus),
      server_(executor, [this](HttpRequest request) { return serve(std::move(request)); }) {}

Result<> ApiServer::listen(const std::filesystem::path& socket) { return server_.listenUnix(socket, 0660); }

asio::awaitable<HttpResponse> ApiServer::serve(HttpRequest request) {
    bool pathKnown = false;
    const std::string path = request.path();
    for (const ApiRoute& route : apiRoutes()) {
        std::map<std::string, std::string> values;
        if (!matches(route.pattern, path, values)) {
            continue;
        }
        pathKnown = true;
        if (request.method != route.method) {
            continue;
        }
        ApiCall call{std::move(request), std::move(values), deployment_, journal_, bus_};
        auto answer = co_await route.handler(std::move(call));
        if (!answer) {
            co_return refusal(answer.error());
        }
        co_return jsonResponse(route.status, answer->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
    }
    HttpResponse response = refusal(noRoute(request, pathKnown));
    response.status = pathKnown ? 405 : 404;
    co_return response;
}

} // namespace seedbed
