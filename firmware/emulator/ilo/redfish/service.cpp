// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/redfish/service.hpp"

#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/redfish/base64.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::redfish {
namespace {

constexpr std::string_view kRedfish = "/redfish/v1";
constexpr std::string_view kRest = "/rest/v1";

// Below the root of either kind, without slashes at its ends; none for other paths.
std::optional<std::string> localPath(std::string_view path) {
    for (const auto root : {kRedfish, kRest}) {
        if (path == root) {
            return std::string();
        }
        if (startsWith(path, root) && path[root.size()] == '/') {
            auto rest = path.substr(root.size() + 1);
            while (!rest.empty() && rest.back() == '/') {
                rest.remove_suffix(1);
            }
            return std::string(rest);
        }
    }
    return std::nullopt;
}

Style styleOf(const Chassis& chassis, const Request& request) {
    Style style;
    style.modern = chassis.options().ilo == IloKind::modern;
    style.rest = startsWith(request.path, kRest);
    style.older = style.rest || (!style.modern && request.odataVersion.empty());
    return style;
}

// FNV-1a over the text: changes when the resource does.
std::string etagOf(const std::string& text) {
    std::uint32_t hash = 2166136261u;
    for (const char character : text) {
        hash = (hash ^ static_cast<unsigned char>(character)) * 16777619u;
    }
    return fmt::format("W/\"{:08X}\"", hash);
}

std::string_view strong(std::string_view etag) {
    return startsWith(etag, "W/") ? etag.substr(2) : etag;
}

std::string allowOf(const Resource& resource) {
    std::string methods;
    const auto add = [&methods](bool there, const char* name) {
        methods += !there ? "" : methods.empty() ? name : std::string(", ") + name;
    };
    add(resource.get != nullptr, "GET, HEAD");
    add(resource.post != nullptr, "POST");
    add(resource.patch != nullptr, "PATCH");
    add(resource.erase != nullptr, "DELETE");
    return methods;
}

Act actionOf(const Resource& resource, std::string_view method) {
    return method == "POST"     ? resource.post
           : method == "PATCH"  ? resource.patch
           : method == "DELETE" ? resource.erase
                                : nullptr;
}

Answer versionsAnswer() {
    Answer answer;
    answer.body = Json{{"v1", "/redfish/v1/"}}.dump();
    return answer;
}

} // namespace

bool Service::serves(std::string_view path) {
    return path == "/redfish" || path == "/redfish/" || localPath(path).has_value();
}

Answer Service::answer(const Request& request) {
    const auto style = styleOf(chassis_, request);
    if (isBusy(chassis_, bay_, kDoor)) {
        return messageAnswer(style, messages::busy);
    }
    const auto local = localPath(request.path);
    if (!local) {
        return versionsAnswer();
    }
    const bool isGet = request.method == "GET" || request.method == "HEAD";
    if (isGet && !style.modern && !style.rest && request.path.back() != '/') {
        Answer moved;
        moved.status = 308;
        moved.headers = {{"Location", request.path + "/"}};
        return moved;
    }
    sessions_.expire(std::chrono::minutes(chassis_.ilo(bay_).settings.sessionTimeoutMinutes),
                     Sessions::Clock::now());
    return dispatch(request, style);
}

// The user of the token or of Basic authentication.
std::optional<IloUser> Service::userOf(const Request& request) {
    if (!request.authToken.empty()) {
        const auto* session = sessions_.use(request.authToken, Sessions::Clock::now());
        const auto* user = session == nullptr ? nullptr : findUser(chassis_.ilo(bay_), session->user);
        return user == nullptr || !user->enabled ? std::nullopt : std::optional(*user);
    }
    constexpr std::string_view basic = "Basic ";
    if (!iequals(request.authorization.substr(0, basic.size()), basic)) {
        return std::nullopt;
    }
    const auto pair = decodeBase64(trim(std::string_view(request.authorization).substr(basic.size())));
    const auto colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    return logIn(chassis_, {bay_, kDoor, "Browser"}, pair->substr(0, colon), pair->substr(colon + 1));
}

// What is answered instead when nobody is logged in.
std::optional<Answer> Service::logInFirst(const Request& request, const Style& style, bool open) {
    user_.reset();
    if (open) {
        return std::nullopt;
    }
    const bool isBasic = request.authToken.empty() && !request.authorization.empty();
    const auto wait = std::chrono::ceil<std::chrono::seconds>(loginWait(chassis_, bay_)).count();
    if (isBasic && wait > 0) {
        return messageAnswer(style, messages::loginDelayed, {std::to_string(wait)});
    }
    user_ = userOf(request);
    if (user_) {
        return std::nullopt;
    }
    auto refused = messageAnswer(style, isBasic ? messages::unauthorized : messages::noValidSession);
    refused.headers.emplace_back("WWW-Authenticate", "Basic realm=\"iLO\"");
    return refused;
}

Answer Service::dispatch(const Request& request, const Style& style) {
    Context context{chassis_, bay_, sessions_, style, nullptr, {}, nullptr};
    const auto* row = findResource(*localPath(request.path), context.id);
    const bool isGet = request.method == "GET" || request.method == "HEAD";
    const bool opensSession = row != nullptr && row->post == openSession && request.method == "POST";
    auto instead = logInFirst(request, style, opensSession || (row != nullptr && row->open && isGet));
    if (instead) {
        return *instead;
    }
    context.user = user_ ? &*user_ : nullptr;
    if (row == nullptr) {
        return messageAnswer(style, messages::missing, {request.path});
    }
    if (isGet && row->get != nullptr) {
        return get(*row, context, request);
    }
    const auto act = actionOf(*row, request.method);
    if (act == nullptr) {
        auto refused = messageAnswer(style, messages::methodNotAllowed);
        refused.headers.emplace_back("Allow", allowOf(*row));
        return refused;
    }
    return change(*row, act, context, request);
}

Answer Service::get(const Resource& row, Context& context, const Request& request) {
    const auto json = row.get(context);
    if (json.is_null()) {
        return messageAnswer(context.style, messages::missing, {request.path});
    }
    Answer answer;
    answer.body = written(json);
    answer.headers = {{"Allow", allowOf(row)}, {"ETag", etag(row, context)}};
    return answer;
}

// Over the plain form, so that it is the same however the resource is asked for.
std::string Service::etag(const Resource& row, Context context) {
    context.style.older = false;
    context.style.rest = false;
    return etagOf(written(row.get(context)));
}

// Who opens a session says so in the body.
std::optional<Answer> Service::logInByBody(const Context& context) {
    const auto word = [&context](const char* key) {
        const auto found = context.body->find(key);
        return found != context.body->end() && found->is_string() ? found->get<std::string>() : std::string();
    };
    const auto wait = std::chrono::ceil<std::chrono::seconds>(loginWait(chassis_, bay_)).count();
    if (wait > 0) {
        return context.say(messages::loginDelayed, {std::to_string(wait)});
    }
    user_ = logIn(chassis_, {bay_, kDoor, "Browser"}, word("UserName"), word("Password"));
    return user_ ? std::nullopt : std::optional(context.say(messages::unauthorized));
}

Answer Service::change(const Resource& row, Act act, Context& context, const Request& request) {
    Json body = Json::object();
    if (request.method != "DELETE" && !request.body.empty()) {
        const auto checked = parseJson(request.body, "request body"); // its depth, too
        if (!checked || !checked->is_object()) {
            return context.say(messages::malformed);
        }
        body = Json::parse(request.body, nullptr, false);
    }
    context.body = &body;
    if (act == openSession) {
        const auto refused = logInByBody(context);
        if (refused) {
            return *refused;
        }
        context.user = &*user_;
    }
    if (!allows(*context.user, row.privilege)) {
        return context.say(messages::noPrivilege);
    }
    const bool conditional = !request.ifMatch.empty() && request.ifMatch != "*" && row.get != nullptr;
    if (conditional && strong(request.ifMatch) != strong(etag(row, context))) {
        return context.say(messages::preconditionFailed);
    }
    return act(context);
}

} // namespace seedbed::emulator::redfish
