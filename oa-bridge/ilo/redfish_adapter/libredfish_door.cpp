// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/ilo/redfish_adapter/libredfish_door.hpp"

#include <cstdlib>
#include <future>

extern "C" {
#include <redfish.h>
}

#include "oa-bridge/wire/redfish.hpp"

namespace seedbed {

namespace {

struct Answer {
    unsigned status = 0; // 0: none came
    std::string body;
};

// What a call of the library writes into when it ends, perhaps after we have gone: the library cannot cancel.
struct Pending {
    std::promise<Answer> answer;
    redfishAsyncOptions options{};
};
using PendingPtr = std::shared_ptr<Pending>;

struct ReleaseService {
    void operator()(redfishService* service) const { serviceDecRefAndWait(service); }
};
using Service = std::unique_ptr<redfishService, ReleaseService>;

Error doorError(std::string id, ErrorKind kind, std::string cause, std::string action) {
    Error error;
    error.kind = kind;
    error.id = std::move(id);
    error.cause = std::move(cause);
    error.action = std::move(action);
    return error;
}

std::string textOf(redfishPayload* payload) {
    char* text = payload == nullptr ? nullptr : payloadToString(payload, false);
    std::string copy = text == nullptr ? "" : text;
    std::free(text);
    return copy;
}

// On a thread of the library.
void ended(bool, unsigned short status, redfishPayload* payload, void* context) {
    const std::unique_ptr<PendingPtr> pending(static_cast<PendingPtr*>(context));
    Answer answer;
    answer.status = status >= 100 && status < 600 ? status : 0;
    answer.body = textOf(payload);
    if (payload != nullptr) {
        cleanupPayload(payload);
    }
    (*pending)->answer.set_value(std::move(answer));
}

Service openService(const IloAccess& access) {
    const auto host = fmt::format("https://{}:{}", access.address, access.port);
    auto user = access.user;
    auto password = access.password.reveal();
    enumeratorAuthentication login{};
    login.authType = REDFISH_AUTH_BASIC;
    login.authCodes.userPass.username = user.data();
    login.authCodes.userPass.password = password.data();
    return Service(createServiceEnumerator(host.c_str(), nullptr, &login, REDFISH_FLAG_SERVICE_NO_VERSION_DOC));
}

struct Ask {
    std::string method;
    std::string uri;
    std::string json;
};

bool start(redfishService* service, const Ask& ask, Pending& pending, PendingPtr* context) {
    const char* uri = ask.uri.c_str();
    if (ask.method == "GET") {
        return getUriFromServiceAsync(service, uri, &pending.options, ended, context);
    }
    if (ask.method == "DELETE") {
        return deleteUriFromServiceAsync(service, uri, &pending.options, ended, context);
    }
    redfishPayload* payload = createRedfishPayloadFromString(ask.json.c_str(), service);
    const bool started = ask.method == "PATCH"
                             ? patchUriFromServiceAsync(service, uri, payload, &pending.options, ended, context)
                             : postUriFromServiceAsync(service, uri, payload, &pending.options, ended, context);
    cleanupPayload(payload);
    return started;
}

Error unreachable(std::string cause) {
    return doorError("REDFISH-UNREACHABLE", ErrorKind::unreachable, std::move(cause),
                     "check the iLO's address; it may be restarting");
}

// On a thread of the Blocking pool.
Result<RedfishResource> perform(const IloAccess& access, const Ask& ask) {
    const auto limit = std::chrono::ceil<std::chrono::seconds>(access.deadline);
    const Service service = openService(access);
    if (!service) {
        return fail(unreachable("the library opens no service"));
    }
    auto pending = std::make_shared<Pending>();
    pending->options.accept = REDFISH_ACCEPT_JSON;
    pending->options.timeout = static_cast<unsigned long>(limit.count());
    auto answered = pending->answer.get_future();
    auto context = std::make_unique<PendingPtr>(pending);
    if (!start(service.get(), ask, *pending, context.get())) {
        return fail(unreachable("the library takes no request"));
    }
    context.release(); // it belongs to the callback now
    const bool late = answered.wait_for(limit + std::chrono::seconds(1)) != std::future_status::ready;
    const Answer answer = late ? Answer{} : answered.get();
    if (answer.status == 0) {
        return fail(unreachable("no answer came"));
    }
    if (answer.status >= 400) {
        return fail(wire::redfishError(answer.status, answer.body));
    }
    return RedfishResource{ask.uri, answer.body, ""};
}

} // namespace

LibredfishDoor::LibredfishDoor(asio::any_io_executor executor, Blocking& blocking, IloAccess access)
    : blocking_(blocking), access_(std::make_shared<const IloAccess>(std::move(access))),
      turn_(std::move(executor)) {}

Error LibredfishDoor::named(Error error, std::string attempted) const {
    error.object = "iLO " + access_->address;
    error.attempted = std::move(attempted);
    return error;
}

Task<RedfishResource> LibredfishDoor::request(std::string method, std::string uri, std::string json) {
    auto turn = co_await hold(turn_);
    const std::string attempted = method + " " + uri;
    const Ask ask{std::move(method), std::move(uri), std::move(json)};
    std::function<Result<RedfishResource>()> job = [access = access_, ask, turn] { return perform(*access, ask); };
    turn.reset();
    auto resource = co_await blocking_.run<RedfishResource>(std::move(job));
    if (!resource) {
        co_return fail(named(resource.error(), attempted));
    }
    co_return resource;
}

Task<RedfishResource> LibredfishDoor::get(std::string uri) {
    return request("GET", std::move(uri), {});
}

Task<> LibredfishDoor::patch(std::string uri, std::string json, std::string etag) {
    if (!etag.empty()) {
        co_return fail(named(doorError("REDFISH-UNSUPPORTED", ErrorKind::unsupported, "libredfish knows no If-Match",
                                       "change it without an ETag, or use the built-in client"),
                             "PATCH " + uri));
    }
    auto done = co_await request("PATCH", std::move(uri), std::move(json));
    if (!done) {
        co_return fail(done.error());
    }
    co_return Result<>{};
}

Task<RedfishResource> LibredfishDoor::post(std::string uri, std::string json) {
    return request("POST", std::move(uri), std::move(json));
}

Task<> LibredfishDoor::del(std::string uri) {
    auto done = co_await request("DELETE", std::move(uri), std::string());
    if (!done) {
        co_return fail(done.error());
    }
    co_return Result<>{};
}

} // namespace seedbed
