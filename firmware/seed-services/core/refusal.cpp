// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/core/refusal.hpp"

#include <map>

#include <nlohmann/json.hpp>

namespace seedbed::seed {

namespace {

struct Words {
    const char* reason; // HTTP and Keystone
    const char* nova;   // the key of Nova's body
    const char* heat;   // Heat's error type
    const char* neutron;
};

const std::map<unsigned, Words> wordings = {
    {400, {"Bad Request", "badRequest", "HTTPBadRequest", "BadRequest"}},
    {401, {"Unauthorized", "unauthorized", "HTTPUnauthorized", "Unauthorized"}},
    {403, {"Forbidden", "forbidden", "Forbidden", "Forbidden"}},
    {404, {"Not Found", "itemNotFound", "EntityNotFound", "NotFound"}},
    {405, {"Method Not Allowed", "badMethod", "HTTPMethodNotAllowed", "HTTPMethodNotAllowed"}},
    {406, {"Not Acceptable", "computeFault", "HTTPNotAcceptable", "HTTPNotAcceptable"}},
    {409, {"Conflict", "conflictingRequest", "ActionInProgress", "Conflict"}},
    {413, {"Request Entity Too Large", "overLimit", "RequestLimitExceeded", "OverQuota"}},
    {415, {"Unsupported Media Type", "badMediaType", "HTTPUnsupportedMediaType", "BadRequest"}},
    {429, {"Too Many Requests", "overLimit", "RequestLimitExceeded", "OverQuota"}},
    {500, {"Internal Server Error", "computeFault", "HTTPInternalServerError", "HTTPInternalServerError"}},
    {501, {"Not Implemented", "notImplemented", "HTTPNotImplemented", "HTTPNotImplemented"}},
    {502, {"Bad Gateway", "computeFault", "HTTPBadGateway", "HTTPInternalServerError"}},
    {503, {"Service Unavailable", "serviceUnavailable", "HTTPServiceUnavailable", "ServiceUnavailable"}},
    {504, {"Gateway Timeout", "computeFault", "HTTPGatewayTimeout", "HTTPInternalServerError"}},
};

const Words& wordsOf(unsigned status) {
    auto found = wordings.find(status);
    return found != wordings.end() ? found->second : wordings.at(status < 500 ? 400 : 500);
}

nlohmann::json heatBody(const Refusal& refusal) {
    const auto& words = wordsOf(refusal.status);
    return {{"code", refusal.status},
            {"title", words.reason},
            {"explanation", refusal.message},
            {"error",
             {{"type", refusal.type.empty() ? words.heat : refusal.type},
              {"message", refusal.message},
              {"traceback", nullptr}}}};
}

// Ironic wraps its fault as text inside the document; its clients parse twice.
nlohmann::json ironicBody(const Refusal& refusal) {
    nlohmann::json fault = {{"faultcode", refusal.status < 500 ? "Client" : "Server"},
                            {"faultstring", refusal.message},
                            {"debuginfo", nullptr}};
    return {{"error_message", fault.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)}};
}

} // namespace

nlohmann::json refusalBody(ErrorStyle style, const Refusal& refusal) {
    const auto& words = wordsOf(refusal.status);
    switch (style) {
    case ErrorStyle::heat:
        return heatBody(refusal);
    case ErrorStyle::ironic:
        return ironicBody(refusal);
    case ErrorStyle::nova:
        return {{refusal.type.empty() ? words.nova : refusal.type,
                 {{"code", refusal.status}, {"message", refusal.message}}}};
    case ErrorStyle::neutron:
        return {{"NeutronError",
                 {{"type", refusal.type.empty() ? words.neutron : refusal.type},
                  {"message", refusal.message},
                  {"detail", ""}}}};
    case ErrorStyle::keystone:
    case ErrorStyle::glance:
        break;
    }
    return {{"error", {{"code", refusal.status}, {"title", words.reason}, {"message", refusal.message}}}};
}

unsigned statusOf(ErrorKind kind) {
    switch (kind) {
    case ErrorKind::usage:
    case ErrorKind::invalid:
        return 400;
    case ErrorKind::notFound:
        return 404;
    case ErrorKind::conflict:
    case ErrorKind::blocked:
        return 409;
    case ErrorKind::refused:
        return 403;
    case ErrorKind::unsupported:
        return 501;
    case ErrorKind::busy:
        return 503;
    case ErrorKind::unreachable:
    case ErrorKind::nonsense:
        return 502;
    case ErrorKind::timeout:
    case ErrorKind::stalled:
        return 504;
    case ErrorKind::aborted:
    case ErrorKind::needsHuman:
    case ErrorKind::internal:
        break;
    }
    return 500;
}

std::string reasonOf(unsigned status) {
    return wordsOf(status).reason;
}

} // namespace seedbed::seed
