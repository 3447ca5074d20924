// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "firmware/emulator/oa/calls.hpp"
#include "firmware/emulator/state/log_wordings.hpp"
#include "oa-bridge/base/secret.hpp"

namespace seedbed::emulator {
namespace {

Answer userLogIn(OaState& state, const SoapRequest& request) {
    const OaUser* user = state.chassis.oa().user(request.text("username"));
    const bool right = user != nullptr && user->enabled && user->password == Secret(request.text("password"));
    if (!right || state.chassis.hasFault("oa-refuse-login", 0)) {
        return tl::unexpected(faults::notAuthenticated());
    }
    auto key = state.sessions.open(Sessions::Clock::now());
    if (!key) {
        return tl::unexpected(faults::tooManySessions());
    }
    state.chassis.logOa(fmt::format(log_words::loggedIn, request.text("username")));
    return answer(request, node("HpOaSessionKeyToken", {leaf("oaSessionKey", *key)}));
}

Answer userLogOut(OaState& state, const SoapRequest& request) {
    state.sessions.close(request.sessionKey);
    state.chassis.logOa(log_words::loggedOut);
    return done(request);
}

Answer isValidSession(OaState&, const SoapRequest& request) {
    return done(request);
}

Answer getSoapInterfaceInfo(OaState&, const SoapRequest& request) {
    return answer(request,
                  node("soapInterfaceInfo", {leaf("name", "HP Insight Onboard Administrator SOAP Interface"),
                                             leaf("version", "4.22")}));
}

Answer getUserInfo(OaState& state, const SoapRequest& request) {
    const OaUser* user = state.chassis.oa().user(request.text("username"));
    return user == nullptr ? Answer(tl::unexpected(faults::badParameter("username")))
                           : answer(request, userInfo(*user));
}

constexpr CallRow kRows[] = {
    {"userLogIn", false, userLogIn},          {"userLogOut", true, userLogOut},
    {"isValidSession", true, isValidSession}, {"getSoapInterfaceInfo", false, getSoapInterfaceInfo},
    {"getUserInfo", true, getUserInfo},
};

} // namespace

std::span<const CallRow> sessionCalls() {
    return kRows;
}

} // namespace seedbed::emulator
