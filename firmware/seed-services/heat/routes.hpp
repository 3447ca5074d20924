// SPDX-License-Identifier: GPL-3.0-or-later
// Heat's REST API v1, one function per group of routes, each in its own file. Called by Heat when it is made;
// the engine and the router outlive the handlers. Facts: tripleo-deployment.md sections 8.1 and 8.3.
#pragma once

#include <functional>
#include <string>

#include "firmware/seed-services/core/service.hpp"
#include "firmware/seed-services/heat/engine.hpp"

namespace seedbed::heat {

struct Api {
    Engine& engine;
    seed::Router& router;
    std::string publicUrl; // http://192.0.2.1:8004, for callers that name no host
};

void addStackRoutes(Api& api);
void addChangeRoutes(Api& api);
void addResourceRoutes(Api& api);
void addEventRoutes(Api& api);
void addSoftwareRoutes(Api& api);
void addServiceRoutes(Api& api); // versions, build_info, resource_types, validate

// What the handlers share. A handler is a plain function; errors become Heat's bodies.
using Handler = Result<HttpResponse> (*)(Api&, const seed::Call&);
void addRoute(Api& api, const char* method, const std::string& pattern, Handler handler);
// The same for the few that a node's user may call: its own handler says of which objects.
void addNodeRoute(Api& api, const char* method, const std::string& pattern, Handler handler);
std::string baseUrl(const Api& api, const seed::Call& call); // http://host:8004/v1/<project>
const std::string& named(const seed::Call& call, const char* name);
// Of a path ".../stacks/{name}/{id}/...": both must fit.
Result<LiveStack*> stackOf(Api& api, const seed::Call& call);
// 302 to the full address of the stack of {name}, with `rest` and the query behind it.
Result<HttpResponse> lookUp(Api& api, const seed::Call& call, const std::string& rest);
HttpResponse refused(const seed::Router& router, const Error& error);
Result<int> limitOf(const HttpRequest& request); // 0: none

} // namespace seedbed::heat
