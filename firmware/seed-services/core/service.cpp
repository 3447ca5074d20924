// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/core/service.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/refusal.hpp"
#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr std::size_t documentLimit = 16u << 20;

// "/v1//nodes/" and "/v1/nodes" are one path to all of these services.
std::vector<std::string> elementsOf(std::string_view path) {
    auto elements = split(path, '/');
    std::erase(elements, "");
    return elements;
}

bool isName(const std::string& element) {
    return element.size() > 2 && element.front() == '{';
}
bool isRest(const std::string& element) {
    return isName(element) && element[element.size() - 2] == '*';
}

std::string joined(const std::vector<std::string>& elements, std::size_t from) {
    std::string text;
    for (std::size_t i = from; i < elements.size(); ++i) {
        text += (i > from ? "/" : "") + elements[i];
    }
    return text;
}

} // namespace

// A free coroutine, because the state of a lambda does not outlive the call that made the coroutine.
static asio::awaitable<HttpResponse> answered(std::function<HttpResponse(const Call&)> answer, Call call) {
    co_return answer(call);
}

CallHandler atOnce(std::function<HttpResponse(const Call&)> answer) {
    return [answer = std::move(answer)](Call call) { return answered(answer, std::move(call)); };
}

bool Identity::isAdmin() const {
    return std::find(roles.begin(), roles.end(), "admin") != roles.end();
}

bool Identity::isStackUser() const {
    return roles.size() == 1 && roles.front() == "heat_stack_user";
}

struct Router::Route {
    std::string method;
    std::vector<std::string> elements;
    CallHandler handler;
    Access access = Access::ordinary;

    std::optional<std::map<std::string, std::string>> match(const std::vector<std::string>& path) const {
        std::map<std::string, std::string> values;
        for (std::size_t i = 0; i < elements.size(); ++i) {
            const auto& element = elements[i];
            if (isRest(element)) {
                values[element.substr(1, element.size() - 3)] = joined(path, i);
                return values;
            }
            if (i >= path.size() || (!isName(element) && element != path[i])) {
                return std::nullopt;
            }
            if (isName(element)) {
                values[element.substr(1, element.size() - 2)] = path[i];
            }
        }
        return path.size() == elements.size() ? std::optional(values) : std::nullopt;
    }
    // Words before names before rests, so that /nodes/detail is no node.
    std::string rank() const {
        std::string text;
        for (const auto& element : elements) {
            text += isRest(element) ? '0' : isName(element) ? '1' : '2';
        }
        return text;
    }
};

Router::Router(std::string service, ErrorStyle style, TokenVerifier& tokens)
    : service_(std::move(service)), style_(style), tokens_(tokens) {}

void Router::add(std::string method, std::string pattern, CallHandler handler) {
    insert({std::move(method), elementsOf(pattern), std::move(handler), Access::ordinary});
}

void Router::addForStackUsers(std::string method, std::string pattern, CallHandler handler) {
    insert({std::move(method), elementsOf(pattern), std::move(handler), Access::anyToken});
}

void Router::addPublic(std::string method, std::string pattern, CallHandler handler) {
    insert({std::move(method), elementsOf(pattern), std::move(handler), Access::everyone});
}

void Router::addAdmin(std::string method, std::string pattern, CallHandler handler) {
    insert({std::move(method), elementsOf(pattern), std::move(handler), Access::admin});
}

void Router::insert(Route route) {
    auto rank = route.rank();
    auto place = std::find_if(routes_.begin(), routes_.end(),
                              [&rank](const auto& other) { return other->rank() < rank; });
    routes_.insert(place, std::make_shared<Route>(std::move(route)));
}

struct Router::Choice {
    std::shared_ptr<Route> route;
    std::map<std::string, std::string> values;
    std::vector<std::string> allowed; // methods of the other routes on this path
};

Router::Choice Router::choose(const std::string& method, const std::string& path) const {
    auto elements = elementsOf(path);
    Choice choice;
    for (const auto& route : routes_) {
        auto values = route->match(elements);
        if (!values) {
            continue;
        }
        choice.allowed.push_back(route->method);
        bool exact = route->method == method && (!choice.route || choice.route->method != method);
        bool asGet = method == "HEAD" && route->method == "GET" && !choice.route;
        if (exact || asGet) {
            choice.route = route;
            choice.values = std::move(*values);
        }
    }
    return choice;
}

HttpResponse Router::refuseMethod(const HttpRequest& request, std::vector<std::string> allowed) const {
    if (allowed.empty()) {
        return refuse(404, "There is nothing at " + log::printable(request.path()));
    }
    std::sort(allowed.begin(), allowed.end());
    allowed.erase(std::unique(allowed.begin(), allowed.end()), allowed.end());
    auto response = refuse(405, request.method + " is not allowed at " + log::printable(request.path()));
    response.headers.set("Allow", fmt::format("{}", fmt::join(allowed, ", ")));
    return response;
}

std::optional<HttpResponse> Router::admit(const Route& route, const HttpRequest& request,
                                          Identity& who) const {
    if (route.access == Access::everyone) {
        return std::nullopt;
    }
    auto identity = tokens_.verify(request.headers.get("X-Auth-Token").value_or(""));
    if (!identity) {
        return refuse(401, "The request you have made requires authentication.");
    }
    who = std::move(*identity);
    if (route.access != Access::anyToken && who.isStackUser()) {
        return refuse(403, "You are not authorized to perform the requested action.");
    }
    if (route.access == Access::admin && !who.isAdmin()) {
        return refuse(403,
                      "You are not authorized to perform the requested action: it needs the role admin.");
    }
    return std::nullopt;
}

asio::awaitable<HttpResponse> Router::serve(HttpRequest request) {
    auto choice = choose(request.method, request.path());
    if (!choice.route) {
        co_return refuseMethod(request, std::move(choice.allowed));
    }
    Call call;
    auto refused = admit(*choice.route, request, call.who);
    if (refused) {
        co_return std::move(*refused);
    }
    call.request = std::move(request);
    call.path = std::move(choice.values);
    std::string what = choice.route->method + " /" + joined(choice.route->elements, 0);
    try {
        auto response = co_await choice.route->handler(std::move(call));
        co_return response;
    } catch (const std::exception& exception) {
        log::write(log::Level::error, "SEED-HANDLER-THREW", exception.what(),
                   {{"SERVICE", service_}, {"ROUTE", what}});
    }
    co_return refuse(500, "The service failed on this request; its log says why.");
}

HttpHandler Router::handler() {
    return [this](HttpRequest request) { return serve(std::move(request)); };
}

HttpGate Router::gate() const {
    return [this](const HttpRequest& head) -> std::optional<HttpResponse> {
        auto choice = choose(head.method, head.path());
        Identity who;
        return choice.route ? admit(*choice.route, head, who) : refuseMethod(head, std::move(choice.allowed));
    };
}

HttpResponse Router::refuse(unsigned status, const std::string& message, const std::string& type) const {
    Refusal refusal{status, message, type};
    auto response = json(status, refusalBody(style_, refusal));
    if (status == 401) {
        response.headers.set("WWW-Authenticate", "Keystone uri=\"/v3\"");
    }
    return response;
}

HttpResponse Router::refuse(const Error& error) const {
    auto status = statusOf(error.kind);
    if (status >= 500) {
        log::error(error, {{"SERVICE", service_}});
    }
    return refuse(status, toSentence(error));
}

HttpResponse json(unsigned status, const nlohmann::json& body) {
    return jsonResponse(status, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

Result<std::size_t> limitOf(const HttpRequest& request, std::size_t least, std::size_t most) {
    const auto text = request.query("limit");
    if (!text) {
        return most;
    }
    std::size_t limit = 0;
    auto [end, code] = std::from_chars(text->data(), text->data() + text->size(), limit);
    if (code != std::errc() || end != text->data() + text->size() || limit < least) {
        return fail(
            {.kind = ErrorKind::invalid,
             .id = "LIST-QUERY",
             .object = "limit",
             .attempted = "list",
             .cause = fmt::format("\"{}\" is no number from {} on", log::printable(*text, 200), least),
             .action = "correct the request"});
    }
    return std::min(limit, most);
}

HttpResponse noContent(unsigned status) {
    HttpResponse response;
    response.status = status;
    return response;
}

Result<nlohmann::json> bodyOf(const HttpRequest& request) {
    auto text =
        request.bodyFile ? readFile(*request.bodyFile, documentLimit) : Result<std::string>(request.body);
    if (!text) {
        return fail(text.error());
    }
    auto body = parseJson(*text, "request body");
    if (body && body->is_object()) {
        return body;
    }
    Error error;
    error.kind = ErrorKind::invalid;
    error.id = "SEED-BODY";
    error.object = "request body";
    error.attempted = "read it";
    error.cause = body ? "it is not a JSON object" : body.error().cause;
    error.action = "send one JSON object";
    return fail(std::move(error));
}

std::string textOf(const nlohmann::json& object, std::string_view key, std::string fallback) {
    if (!object.is_object()) {
        return fallback;
    }
    auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : fallback;
}

const nlohmann::json& partOf(const nlohmann::json& object, std::string_view key) {
    static const nlohmann::json none = nlohmann::json::object();
    if (!object.is_object()) {
        return none;
    }
    auto found = object.find(key);
    return found != object.end() && found->is_object() ? *found : none;
}

std::string SeedOptions::url(int port) const {
    return fmt::format("http://{}:{}", listen, port);
}

} // namespace seedbed::seed
