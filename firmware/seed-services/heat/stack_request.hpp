// SPDX-License-Identifier: GPL-3.0-or-later
// The body of a create, preview or validate call, made into a stack that could live: template parsed,
// parameters bound, types, properties, references and attributes checked, graph without rings. Called by the
// routes and, after a restart, by the engine. Errors HEAT-*. No I/O.
#pragma once

#include <string>

#include "firmware/seed-services/heat/resources/records.hpp"
#include "firmware/seed-services/heat/resources/resource_type.hpp"
#include "firmware/seed-services/heat/template/functions.hpp"
#include "firmware/seed-services/heat/template/graph.hpp"

namespace seedbed::heat {

struct StackPlan {
    Template tmpl;
    Parameters parameters; // without pseudo parameters
    Graph graph;
};

// The fields of Stack that the client decides: name, source, parameters, environment, files, ...
Result<Stack> readStackRequest(const Json& body);
// What an update makes of `current`: "replaced" takes only what the body gives, "existing" keeps what it does
// not give and merges the rest.
enum class Update { replaced, existing };
Result<Stack> readStackUpdate(const Stack& current, const Json& body, Update kind);
// Template and environment given as text or as maps become maps; environment_files are merged in their order.
Result<Json> templateOf(const Json& body);
Result<Json> environmentOf(const Json& body);
Result<StackPlan> planStack(const Stack& stack);
// `files` hold the templates that the environment's resource_registry names.
// What types say of resources together (a deployment of its server) is left out when only a template is to
// be validated; so it is in Heat.
enum class Check { everything, shapes };
Result<> checkTemplate(const Template& tmpl, const Json& environment, const Json& files,
                       Check what = Check::everything);

} // namespace seedbed::heat
