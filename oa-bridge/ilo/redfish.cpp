// SPDX-License-Identifier: GPL-3.0-or-later
// How one request gets to the iLO and back: authentication, redirects, tasks. What is asked is in redfish_verbs.cpp.
#include "oa-bridge/ilo/redfish.hpp"

#include <algorithm>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed {

namespace {

constexpr std::uint64_t replyLimit = 2u << 20;
constexpr int mostHops = 3;
constexpr auto taskInterval = std::chrono::milliseconds(500);
constexpr auto taskLimit = std::chrono::minutes(2);

Error redfishFailure(std::string id, ErrorKind kind, std::string cause, std::string action) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.cause = std::move(cause);
    error.action = std::move(action);
    return error;
}

bool isRedirect(unsigned status) {
    return status == 301 || status == 307 || status == 308;
}

// What may stand in a request line.
bool isPlain(const std::string& uri) {
    return std::all_of(uri.begin(), uri.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// "host", "host:443" and "[::1]:443" without the port.
std::string_view hostIn(std::string_view authority) {
    const auto colon = authority.rfind(':');
    const bool port = colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
    return port ? authority.substr(0, colon) : authority;
}

} // namespace

Redfish::Redfish(asio::any_io_executor executor, IloAccess access)
    : access_(std::move(access)), turn_(std::move(executor)) {}

Error Redfish::named(Error error) const {
    error.object = "iLO " + access_.address;
    return error;
}

// The path of a Location, which an iLO gives as a whole URL. Credentials never follow it to another host, nor to
// one without TLS.
Result<std::string> Redfish::sameHost(const std::string& location) const {
    if (location.starts_with('/') && !location.starts_with("//") && isPlain(location)) {
        return location;
    }
    constexpr std::string_view scheme = "https://";
    const auto rest = std::string_view(location).substr(std::min(location.size(), scheme.size()));
    const auto slash = rest.find('/');
    const bool same = lower(location).starts_with(scheme) && iequals(hostIn(rest.substr(0, slash)), access_.address);
    if (!same || slash == std::string_view::npos || !isPlain(location)) {
        return fail(named(redfishFailure("REDFISH-REDIRECT", ErrorKind::refused,
                                         "it leads to " + log::printable(location, 128),
                                         "check the iLO: links must stay on it")));
    }
    return std::string(rest.substr(slash));
}

Task<HttpResponse> Redfish::hop(std::string method, std::string uri, std::string body, std::string etag) {
    HttpCall request(std::move(method), fmt::format("https://{}:{}{}", access_.address, access_.port, uri));
    request.headers.set("OData-Version", "4.0");
    request.headers.set("Accept", "application/json");
    if (!token_.empty()) {
        request.headers.set("X-Auth-Token", token_.reveal());
    } else {
        request.headers.set("Authorization", "Basic " + toBase64(access_.user + ":" + access_.password.reveal()));
    }
    if (!body.empty()) {
        request.headers.set("Content-Type", "application/json");
    }
    if (!etag.empty()) {
        request.headers.set("If-Match", std::move(etag));
    }
    request.body = std::move(body);
    request.tls = access_.tls;
    request.bodyLimit = replyLimit;
    request.deadline = access_.deadline;
    auto reply = co_await httpCall(std::move(request));
    if (!reply) {
        co_return fail(iloFailure(reply.error(), "REDFISH", access_.address));
    }
    co_return reply;
}

// With redirects, whatever the status at their end. The URI that answered is put into Content-Location.
Task<HttpResponse> Redfish::send(std::string method, std::string uri, std::string body, std::string etag) {
    auto ours = sameHost(uri); // it may be a link that a device wrote
    if (!ours) {
        co_return fail(ours.error());
    }
    uri = std::move(*ours);
    auto guard = co_await turn_.take();
    for (int hops = 0; hops <= mostHops; ++hops) {
        auto reply = co_await hop(method, uri, body, etag);
        if (!reply) {
            co_return reply;
        }
        if (!token_.empty() && reply->status == 401) {
            log::debug("REDFISH-SESSION-LOST", "the session was no longer accepted", {{"ILO", access_.address}});
            token_ = Secret{}; // and on with the password
            session_.clear();
            continue;
        }
        if (!isRedirect(reply->status)) {
            reply->headers.set("Content-Location", uri);
            co_return reply;
        }
        auto next = sameHost(reply->headers.get("Location").value_or(""));
        if (!next) {
            co_return fail(next.error());
        }
        uri = std::move(*next);
    }
    co_return fail(named(redfishFailure("REDFISH-NONSENSE", ErrorKind::nonsense, "redirects without an end",
                                        "check the iLO's firmware version")));
}

// As send(), and an answer of 400 and more is an error.
Task<HttpResponse> Redfish::accepted(std::string method, std::string uri, std::string body, std::string etag) {
    const std::string attempted = method + " " + uri;
    auto reply = co_await send(std::move(method), std::move(uri), std::move(body), std::move(etag));
    if (!reply) {
        Error error = reply.error();
        error.attempted = attempted;
        co_return fail(std::move(error));
    }
    if (reply->status >= 400) {
        Error error = named(wire::redfishError(reply->status, reply->body));
        error.attempted = attempted;
        co_return fail(std::move(error));
    }
    co_return reply;
}

Task<RedfishResource> Redfish::get(std::string uri) {
    auto reply = co_await accepted("GET", std::move(uri), std::string(), std::string());
    if (!reply) {
        co_return fail(reply.error());
    }
    RedfishResource resource;
    resource.uri = reply->headers.get("Content-Location").value_or("");
    resource.etag = reply->headers.get("ETag").value_or("");
    resource.body = std::move(reply->body);
    co_return resource;
}

Task<> Redfish::patch(std::string uri, std::string json, std::string etag) {
    auto reply = co_await accepted("PATCH", std::move(uri), std::move(json), std::move(etag));
    if (!reply) {
        co_return fail(reply.error());
    }
    if (wire::asksForReset(reply->body)) {
        log::info("REDFISH-RESET-REQUIRED", "the change counts after a reset of the iLO", {{"ILO", access_.address}});
    }
    co_return Result<>{};
}

Task<RedfishResource> Redfish::post(std::string uri, std::string json) {
    auto reply = co_await accepted("POST", std::move(uri), std::move(json), std::string());
    if (!reply) {
        co_return fail(reply.error());
    }
    RedfishResource resource;
    resource.uri = reply->headers.get("Location").value_or("");
    resource.etag = reply->headers.get("ETag").value_or("");
    resource.body = std::move(reply->body);
    if (reply->status != 202 || resource.uri.empty()) {
        co_return resource;
    }
    auto monitor = sameHost(resource.uri);
    if (!monitor) {
        co_return fail(monitor.error());
    }
    auto end = co_await within(taskLimit, "task " + *monitor, followTask(std::move(resource), *monitor));
    if (!end && end.error().id == "DEADLINE") {
        co_return fail(named(redfishFailure("REDFISH-TASK", ErrorKind::timeout, "not done: task " + *monitor,
                                            "look at the task on the iLO")));
    }
    co_return end;
}

// Asks until the task has ended. A monitor that has become something else than 202 is the end, too.
Task<RedfishResource> Redfish::followTask(RedfishResource first, std::string monitor) {
    for (;;) {
        auto reply = co_await accepted("GET", monitor, std::string(), std::string());
        if (!reply) {
            co_return fail(reply.error());
        }
        const auto task = wire::readRedfishTask(reply->body);
        if (!task && reply->status != 202) {
            first.body = std::move(reply->body);
            co_return first;
        }
        if (task && task->done) {
            first.body = std::move(reply->body);
            if (!task->good) {
                co_return fail(named(redfishFailure("REDFISH-TASK", ErrorKind::conflict, "it ended as " + task->state,
                                                    "look at the task's messages on the iLO")));
            }
            co_return first;
        }
        co_await pause(taskInterval);
    }
}

Task<> Redfish::del(std::string uri) {
    auto reply = co_await accepted("DELETE", std::move(uri), std::string(), std::string());
    if (!reply) {
        co_return fail(reply.error());
    }
    co_return Result<>{};
}

Task<> Redfish::logIn() {
    auto root = co_await open();
    if (!root) {
        co_return fail(root.error());
    }
    if (root->sessions.empty()) {
        co_return fail(named(redfishFailure("REDFISH-UNSUPPORTED", ErrorKind::unsupported, "no link to sessions",
                                            "work without a session")));
    }
    auto body = wire::sessionBody(access_.user, access_.password.reveal());
    auto reply = co_await accepted("POST", root->sessions, std::move(body), std::string());
    if (!reply) {
        co_return fail(reply.error());
    }
    const auto token = reply->headers.get("X-Auth-Token");
    auto session = sameHost(reply->headers.get("Location").value_or(""));
    if (!token || !session) {
        co_return fail(named(redfishFailure("REDFISH-NONSENSE", ErrorKind::nonsense, "a session without token or URI",
                                            "work without a session")));
    }
    token_ = Secret(*token);
    session_ = std::move(*session);
    co_return Result<>{};
}

Task<> Redfish::logOut() {
    if (token_.empty()) {
        co_return Result<>{};
    }
    auto done = co_await del(session_);
    token_ = Secret{};
    session_.clear();
    if (!done && done.error().id != "REDFISH-NOT-FOUND") { // gone already is gone
        co_return done;
    }
    co_return Result<>{};
}

} // namespace seedbed
