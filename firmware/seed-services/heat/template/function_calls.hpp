// SPDX-License-Identifier: GPL-3.0-or-later
// What the functions of templates share, and those that only make values of values; functions.cpp has the
// table, and the functions that look at the stack. Errors HEAT-VALIDATION. Pure.
#pragma once

#include <optional>
#include <string>

#include "firmware/seed-services/heat/template/functions.hpp"

namespace seedbed::heat {

// A function gets its arguments with the functions inside them already resolved.
struct FunctionCall {
    std::string name; // of the function
    const Json& value;
    const Template& tmpl;
    const Scope& scope;
};

Error wrongUse(const FunctionCall& call, const std::string& why);
std::optional<int> integerOf(const Json& value);
// Null when there is none. Negative indexes count from the end, as in Python.
const Json* elementAt(const Json& list, int index);

Result<Json> strReplace(const FunctionCall& call); // Fn::Replace, str_replace and its strict forms
Result<Json> mapMerge(const FunctionCall& call);
Result<Json> mapReplace(const FunctionCall& call);
Result<Json> memberListToMap(const FunctionCall& call);
Result<Json> findInMap(const FunctionCall& call);
Result<Json> repeat(const FunctionCall& call);
Result<Json> filter(const FunctionCall& call);
Result<Json> containsItem(const FunctionCall& call);
Result<Json> listConcat(const FunctionCall& call); // list_concat_unique too
Result<Json> makeUrl(const FunctionCall& call);

} // namespace seedbed::heat
