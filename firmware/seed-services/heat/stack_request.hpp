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
// Template and environment given as text or as maps become maps; environment_files are merged in their order.
Result<Json> templateOf(const Json& body);
Result<Json> environmentOf(const Json& body);
Result<StackPlan> planStack(const Stack& stack);
Result<> checkTemplate(const Template& tmpl, const Json& environment);

// The type that implements `name`, through the environment's resource_registry; null: unknown.
const ResourceType* typeFor(const std::string& name, const Json& environment);

} // namespace seedbed::heat
