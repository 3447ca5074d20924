// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/template/refusal.hpp"

#include <algorithm>
#include <iterator>

namespace seedbed::heat {
namespace {

struct Row {
    Refusal what;
    std::string_view id;
    ErrorKind kind;
    std::string_view exception;
    std::string_view action;
};

constexpr std::string_view correctTemplate = "correct the template and send it again";

constexpr Row rows[] = {
    {Refusal::templateSyntax, "HEAT-TEMPLATE-SYNTAX", ErrorKind::invalid, "StackValidationFailed",
     correctTemplate},
    {Refusal::templateVersion, "HEAT-TEMPLATE-VERSION", ErrorKind::invalid, "InvalidTemplateVersion",
     correctTemplate},
    {Refusal::templateSection, "HEAT-TEMPLATE-SECTION", ErrorKind::invalid, "InvalidTemplateSection",
     correctTemplate},
    {Refusal::templateTooLarge, "HEAT-TEMPLATE-TOO-LARGE", ErrorKind::invalid, "RequestLimitExceeded",
     "split the template into smaller stacks"},
    {Refusal::notSupported, "HEAT-NOT-SUPPORTED", ErrorKind::invalid, "NotSupported",
     "use another form, or point the site at a real Heat"},
    {Refusal::validation, "HEAT-VALIDATION", ErrorKind::invalid, "StackValidationFailed", correctTemplate},
    {Refusal::reference, "HEAT-REFERENCE", ErrorKind::invalid, "InvalidTemplateReference", correctTemplate},
    {Refusal::attribute, "HEAT-ATTRIBUTE", ErrorKind::invalid, "InvalidTemplateAttribute", correctTemplate},
    {Refusal::cycle, "HEAT-CYCLE", ErrorKind::invalid, "CircularDependencyException",
     "remove one of the references of the ring"},
    {Refusal::parameterMissing, "HEAT-PARAMETER-MISSING", ErrorKind::invalid, "UserParameterMissing",
     "give the parameter a value"},
    {Refusal::parameterUnknown, "HEAT-PARAMETER-UNKNOWN", ErrorKind::invalid, "UnknownUserParameter",
     "leave the parameter out or declare it in the template"},
    {Refusal::request, "HEAT-REQUEST", ErrorKind::invalid, "HTTPBadRequest",
     "correct the request and send it again"},
    {Refusal::absent, "HEAT-ABSENT", ErrorKind::notFound, "EntityNotFound", "check the name and the project"},
    {Refusal::stackExists, "HEAT-STACK-EXISTS", ErrorKind::conflict, "StackExists",
     "delete the stack first or choose another name"},
    {Refusal::actionInProgress, "HEAT-ACTION-IN-PROGRESS", ErrorKind::conflict, "ActionInProgress",
     "wait until the stack's action has ended"},
    {Refusal::forbidden, "HEAT-FORBIDDEN", ErrorKind::refused, "Forbidden",
     "use the credentials of this project or of this resource"},
    {Refusal::resourceFailed, "HEAT-RESOURCE-FAILED", ErrorKind::internal, "ResourceFailure",
     "read the events of the stack and the console of the node"},
};

} // namespace

Error refusal(Refusal what, std::string object, std::string cause) {
    const Row* row =
        std::find_if(std::begin(rows), std::end(rows), [&](const Row& r) { return r.what == what; });
    Error error;
    error.kind = row->kind;
    error.id = row->id;
    error.object = std::move(object);
    error.attempted = "serve orchestration";
    error.cause = std::move(cause);
    error.action = row->action;
    return error;
}

std::string_view exceptionName(const Error& error) {
    const Row* row =
        std::find_if(std::begin(rows), std::end(rows), [&](const Row& r) { return r.id == error.id; });
    return row == std::end(rows) ? std::string_view("Error") : row->exception;
}

} // namespace seedbed::heat
