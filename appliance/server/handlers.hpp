// SPDX-License-Identifier: GPL-3.0-or-later
// The handlers behind the route table. Each takes the call and returns the JSON of a 2xx answer, or an Error.
#pragma once

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "appliance/deploy/deployment.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed {

struct ApiCall {
    HttpRequest request;
    std::map<std::string, std::string> path; // values of the {names} of the route
    Deployment& deployment;
    Journal& journal;
    EventBus& bus;
};

using ApiHandler = Task<nlohmann::json> (*)(ApiCall call);

struct ApiRoute {
    const char* method;
    const char* pattern;
    unsigned status; // of success
    ApiHandler handler;
    const char* summary;
};

const std::vector<ApiRoute>& apiRoutes();

Result<std::int64_t> numberOf(const std::string& text);     // of a path or query; API-NUMBER
std::chrono::seconds waitOf(const HttpRequest& request); // its "wait", at most a minute

Task<nlohmann::json> handleStatus(ApiCall call);
Task<nlohmann::json> handleSurvey(ApiCall call);
Task<nlohmann::json> handlePreflight(ApiCall call);
Task<nlohmann::json> handlePower(ApiCall call);
Task<nlohmann::json> handleInventory(ApiCall call);
Task<nlohmann::json> handlePlan(ApiCall call);
Task<nlohmann::json> handleDrift(ApiCall call);
Task<nlohmann::json> handleStartRun(ApiCall call);
Task<nlohmann::json> handleListRuns(ApiCall call);
Task<nlohmann::json> handleShowRun(ApiCall call);
Task<nlohmann::json> handleEvents(ApiCall call);
Task<nlohmann::json> handleReport(ApiCall call);
Task<nlohmann::json> handleAbort(ApiCall call);
Task<nlohmann::json> handleRetry(ApiCall call);
Task<nlohmann::json> handleConsole(ApiCall call);
Task<nlohmann::json> handleKeyboard(ApiCall call);
Task<nlohmann::json> handleListPins(ApiCall call);
Task<nlohmann::json> handleForgetPin(ApiCall call);

} // namespace seedbed
