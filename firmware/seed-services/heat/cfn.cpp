// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/cfn.hpp"

#include <fmt/format.h>

#include "firmware/seed-services/heat/software/identifiers.hpp"
#include "firmware/seed-services/heat/template/refusal.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

std::string escaped(std::string_view text) {
    std::string result;
    for (char c : text) {
        switch (c) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        default: // control characters have no place in XML 1.0
            result += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
        }
    }
    return result;
}

std::string element(const char* name, std::string_view text) {
    return fmt::format("<{0}>{1}</{0}>", name, escaped(text));
}

HttpResponse xml(unsigned status, std::string text) {
    HttpResponse response;
    response.status = status;
    response.headers.set("Content-Type", "application/xml");
    response.body = std::move(text);
    return response;
}

HttpResponse refused(unsigned status, const char* code, const std::string& message) {
    return xml(status, fmt::format("<ErrorResponse><Error>{}{}{}</Error></ErrorResponse>",
                                   element("Message", message), element("Code", code),
                                   element("Type", status < 500 ? "Sender" : "Server")));
}

HttpResponse refused(const Error& error) {
    switch (error.kind) {
    case ErrorKind::invalid:
    case ErrorKind::usage:
        return refused(400, "InvalidParameterValue", error.cause);
    case ErrorKind::notFound:
        return refused(404, "ResourceNotFound", error.cause);
    case ErrorKind::refused:
        return refused(403, "AccessDenied", error.cause);
    default:
        log::error(error);
        return refused(500, "InternalFailure", "The service failed on this request; its log says why.");
    }
}

std::optional<seed::Identity> signerOf(Cfn& cfn, const HttpRequest& request, const std::string& verb) {
    std::map<std::string, std::string> parameters;
    for (const auto& [name, value] : request.query()) {
        parameters[name] = value;
    }
    return cfn.tokens.verifyEc2(verb, request.headers.get("Host").value_or(""), request.path(), parameters);
}

HttpResponse denied() {
    return refused(403, "SignatureDoesNotMatch",
                   "The request signature does not fit, or its user may not do this.");
}

// The one stack of that name where the signer may read the resource.
LiveStack* stackFor(Cfn& cfn, const seed::Identity& who, const std::string& stack,
                    const std::string& resource) {
    for (LiveStack* candidate : cfn.engine.all()) {
        const auto& record = candidate->record;
        const bool named = record.name == stack || record.id == stack ||
                           stackArn(record.projectId, record.name, record.id) == stack;
        const bool there = named && !record.isDeleted() && candidate->find(resource) != nullptr;
        if (there && candidate->mayRead(who.userId, resource)) {
            return candidate;
        }
    }
    return nullptr;
}

HttpResponse describe(LiveStack& stack, const Resource& resource, const Json& metadata) {
    const auto& record = stack.record;
    const auto document =
        metadata.empty() ? std::string() : metadata.dump(-1, ' ', true, Json::error_handler_t::replace);
    std::string detail = element("Description", "") + element("LastUpdatedTimestamp", resource.updated) +
                         element("LogicalResourceId", resource.name) + element("Metadata", document) +
                         element("PhysicalResourceId", resource.physicalId) +
                         element("ResourceStatus", resource.action + "_" + resource.status) +
                         element("ResourceStatusReason", resource.reason) +
                         element("ResourceType", resource.type) +
                         element("StackId", stackArn(record.projectId, record.name, record.id)) +
                         element("StackName", record.name);
    return xml(200,
               "<DescribeStackResourceResponse><DescribeStackResourceResult><StackResourceDetail>" + detail +
                   "</StackResourceDetail></DescribeStackResourceResult></DescribeStackResourceResponse>");
}

asio::awaitable<HttpResponse> query(Cfn* cfn, seed::Call call) {
    const auto& request = call.request;
    const auto action = request.query("Action").value_or("");
    if (action != "DescribeStackResource") {
        co_return refused(400, "InvalidAction",
                          "The action " + log::printable(action, 64) + " is not served here.");
    }
    const auto stackName = request.query("StackName").value_or("");
    const auto name = request.query("LogicalResourceId").value_or("");
    const auto who = signerOf(*cfn, request, request.method);
    LiveStack* stack = who ? stackFor(*cfn, *who, stackName, name) : nullptr;
    if (!stack) {
        co_return denied();
    }
    auto metadata = cfn->engine.metadataForNode(*stack, name);
    co_return metadata ? describe(*stack, *stack->find(name), *metadata) : refused(metadata.error());
}

// The collector "request": a HEAD tells by the entity tag whether there is something new.
asio::awaitable<HttpResponse> metadataDocument(Cfn* cfn, seed::Call call) {
    const auto arn = ResourceArn::parse(call.path.at("arn"));
    const auto who = signerOf(*cfn, call.request, "GET");
    LiveStack* stack = arn && who ? stackFor(*cfn, *who, arn->stackId, arn->resource) : nullptr;
    if (!stack) {
        co_return denied();
    }
    auto metadata = cfn->engine.metadataForNode(*stack, arn->resource);
    if (!metadata) {
        co_return refused(metadata.error());
    }
    auto response = seed::json(200, *metadata);
    response.headers.set("ETag", "\"" + sha256Hex(response.body).substr(0, 32) + "\"");
    co_return response;
}

asio::awaitable<HttpResponse> signal(Cfn* cfn, seed::Call call) {
    const auto arn = ResourceArn::parse(call.path.at("arn"));
    const auto who = signerOf(*cfn, call.request, call.request.method);
    LiveStack* stack = arn && who ? stackFor(*cfn, *who, arn->stackId, arn->resource) : nullptr;
    if (!stack) {
        co_return denied();
    }
    auto details =
        trim(call.request.body).empty() ? Result<Json>(Json::object()) : seed::bodyOf(call.request);
    if (!details) {
        co_return refused(400, "InvalidParameterValue", "The signal is not a JSON object.");
    }
    auto done = cfn->engine.signal(*stack, arn->resource, *details);
    if (!done) {
        co_return refused(done.error());
    }
    co_return xml(200, "<SignalResourceResponse><SignalResourceResult>" +
                           element("SignalName", arn->resource) +
                           "</SignalResourceResult></SignalResourceResponse>");
}

} // namespace

void addCfnRoutes(Cfn& cfn) {
    Cfn* kept = &cfn;
    auto onQuery = [kept](seed::Call call) { return query(kept, std::move(call)); };
    auto onSignal = [kept](seed::Call call) { return signal(kept, std::move(call)); };
    auto onDocument = [kept](seed::Call call) { return metadataDocument(kept, std::move(call)); };
    cfn.router.addPublic("GET", "/v1/metadata/{arn*}", onDocument);
    cfn.router.addPublic("GET", "/v1", onQuery);
    cfn.router.addPublic("GET", "/", onQuery);
    cfn.router.addPublic("POST", "/v1/signal/{arn*}", onSignal);
    cfn.router.addPublic("PUT", "/v1/waitcondition/{arn*}", onSignal);
}

} // namespace seedbed::heat
