// SPDX-License-Identifier: GPL-3.0-or-later
// Access: our user has every privilege at the iLOs, IPMI over LAN is on, cipher suite 0 is refused. The last is only
// looked at: no iLO 4 is known to have a command for it, nor a user who cannot log in a way to gain a privilege.
#include <algorithm>

#include <fmt/format.h>

#include "appliance/deploy/address.hpp"
#include "oa-bridge/ilo/bmc.hpp"
#include "oa-bridge/ilo/ribcl.hpp"

namespace seedbed {
namespace {

constexpr IloPrivileges kAll{true, true, true, true, true};

std::string words(const IloPrivileges& privileges) {
    std::vector<std::string_view> have;
    const auto add = [&have](bool has, std::string_view word) {
        if (has) {
            have.push_back(word);
        }
    };
    add(privileges.admin, "user administration");
    add(privileges.remoteConsole, "remote console");
    add(privileges.resetServer, "power");
    add(privileges.virtualMedia, "virtual media");
    add(privileges.configureIlo, "settings");
    return fmt::format("{}", fmt::join(have, ", "));
}

Task<IloUser> ourUser(Ribcl& ribcl, std::string login, std::string address) {
    auto users = co_await ribcl.users();
    if (!users) {
        co_return fail(users.error());
    }
    const auto found = std::find_if(users->begin(), users->end(), [&login](const IloUser& user) { return user.login == login; });
    if (found == users->end()) { // of a directory, perhaps
        co_return fail({.kind = ErrorKind::notFound,
                        .id = "ADDRESS-NO-USER",
                        .object = "iLO " + address,
                        .attempted = "find user " + login,
                        .cause = "it is none of the iLO's own users",
                        .action = "add it at the iLO, with every privilege"});
    }
    co_return *found;
}

asio::awaitable<void> lookAtCipherZero(DeployContext& context, AddressTarget target, AddressState& state) {
    BmcAccess access;
    access.address = target.ilo;
    access.user = context.site.chassis.user;
    access.password = context.chassisPassword;
    access.sessionTimeout = std::chrono::milliseconds(4000);
    auto executor = co_await asio::this_coro::executor;
    Bmc bmc(executor, context.blocking, std::move(access));
    auto refused = co_await bmc.refusesCipherZero();
    if (!refused) {
        state.is += ", cipher suite 0 not seen";
        state.awaits = "IPMI does not answer: " + refused.error().cause;
        state.tolerable = true; // that the controller answers is the next step's to see
    } else {
        state.is += *refused ? ", cipher suite 0 refused" : ", cipher suite 0 accepted";
        state.awaits = *refused ? "" : "it accepts cipher suite 0: anybody may switch the blade";
    }
}

Task<AddressState> lookAtIlo(DeployContext& context, AddressTarget target) {
    auto executor = co_await asio::this_coro::executor;
    Ribcl ribcl(executor, addressAccess(context, target));
    auto user = co_await ourUser(ribcl, context.site.chassis.user, target.ilo);
    if (!user) {
        co_return fail(user.error());
    }
    auto settings = co_await ribcl.globalSettings();
    if (!settings) {
        co_return fail(settings.error());
    }
    AddressState state = iloState(target, "access");
    const bool ipmi = settings->ipmiOverLan.value_or(true); // firmware that does not tell has no switch
    state.is = fmt::format("{}: {}; IPMI over LAN {}", user->login, words(user->privileges), ipmi ? "on" : "off");
    if (ipmi) {
        co_await lookAtCipherZero(context, target, state);
    }
    if (!context.site.address.access) {
        co_return state;
    }
    if (user->privileges != kAll) {
        state.fields.push_back(fieldChange("privileges of " + user->login, words(user->privileges), words(kAll)));
    }
    if (!ipmi) {
        state.fields.push_back(fieldChange("IPMI over LAN", "off", "on"));
    }
    co_return state;
}

} // namespace

Task<AddressStates> lookAtAccess(DeployContext& context, AddressTargets targets) {
    return lookAtEach(context, std::move(targets), "access", lookAtIlo);
}

Task<> setAccess(DeployContext& context, AddressTarget target) {
    auto executor = co_await asio::this_coro::executor;
    Ribcl ribcl(executor, addressAccess(context, target));
    auto user = co_await ourUser(ribcl, context.site.chassis.user, target.ilo);
    if (!user) {
        co_return fail(user.error());
    }
    if (user->privileges != kAll) {
        user->privileges = kAll;
        auto raised = co_await ribcl.modifyUser(*user);
        if (!raised) {
            co_return raised;
        }
    }
    auto settings = co_await ribcl.globalSettings();
    if (!settings) {
        co_return fail(settings.error());
    }
    if (settings->ipmiOverLan.value_or(true)) {
        co_return Result<>();
    }
    auto on = co_await ribcl.setIpmiOverLan(true);
    co_return on;
}

} // namespace seedbed
