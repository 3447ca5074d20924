// SPDX-License-Identifier: GPL-3.0-or-later
// Heat's refusals in one table: our stable id, the exception name that Heat's clients see, and what to do
// next. The wording of `cause` follows Heat 19 where clients show it; names of exceptions:
// tripleo-deployment.md 8.1. Pure.
#pragma once

#include <string>
#include <string_view>

#include "oa-bridge/base/error.hpp"

namespace seedbed::heat {

enum class Refusal {
    templateSyntax,   // HEAT-TEMPLATE-SYNTAX
    templateVersion,  // HEAT-TEMPLATE-VERSION
    templateSection,  // HEAT-TEMPLATE-SECTION
    templateTooLarge, // HEAT-TEMPLATE-TOO-LARGE
    notSupported,     // HEAT-NOT-SUPPORTED
    validation,       // HEAT-VALIDATION
    reference,        // HEAT-REFERENCE
    attribute,        // HEAT-ATTRIBUTE
    cycle,            // HEAT-CYCLE
    parameterMissing, // HEAT-PARAMETER-MISSING
    parameterUnknown, // HEAT-PARAMETER-UNKNOWN
    request,          // HEAT-REQUEST
    absent,           // HEAT-ABSENT
    stackExists,      // HEAT-STACK-EXISTS
    actionInProgress, // HEAT-ACTION-IN-PROGRESS
    forbidden,        // HEAT-FORBIDDEN
    resourceFailed,   // HEAT-RESOURCE-FAILED
};

// `object` is the parameter, resource or stack; `cause` is the sentence a client shows.
Error refusal(Refusal what, std::string object, std::string cause);
// The exception name of Heat for an error made here; "Error" for any other.
std::string_view exceptionName(const Error& error);

} // namespace seedbed::heat
