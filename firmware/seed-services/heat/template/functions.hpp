// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of templates (Ref, Fn::*, get_*, ...): which ones a template's version knows, what they refer
// to, and their values. A map of one key that is no function of that version (`get_input`) is plain data.
// Called by the graph (references) and the engine (resolve). Errors HEAT-REFERENCE, HEAT-PARAMETER-MISSING,
// HEAT-VALIDATION, HEAT-NOT-SUPPORTED. Pure. Facts: tripleo-deployment.md section 7.3.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "firmware/seed-services/heat/template/parameters.hpp"
#include "firmware/seed-services/heat/template/template.hpp"

namespace seedbed::heat {

// What functions see while a stack lives.
struct Scope {
    Parameters parameters;                             // with the pseudo parameters
    std::function<Json(const std::string&)> reference; // of a resource
    std::function<Json(const std::string&, const std::string&)>
        attribute;                            // resource, name; null before creation
    std::map<std::string, std::string> files; // get_file
    Json facade;                              // of a nested stack's resource; null: none
};

Result<Json> resolve(const Json& value, const Template& tmpl, const Scope& scope);

// Those that a version of a notation has here, by name.
std::vector<std::string> functionNames(Notation notation, const std::string& version);

struct Reference {
    std::string resource;
    std::string attribute; // empty: the resource itself
};
// Every resource that `value` mentions. Names that are neither a resource nor a parameter are errors; `where`
// is "resources.server" or the like.
Result<std::vector<Reference>> references(const Json& value, const Template& tmpl, const std::string& where);

// "AWS::StackName" or "OS::stack_name": the parameters that every stack has.
Parameters pseudoParameters(Notation notation, const std::string& stackName, const std::string& stackId,
                            const std::string& projectId);

} // namespace seedbed::heat
