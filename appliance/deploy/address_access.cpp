// SPDX-License-Identifier: GPL-3.0-or-later
// Access: our user has every privilege at the iLOs, IPMI over LAN is on, cipher suite 0 is refused. The last is only
// looked at: no iLO 4 is known to have a command for it. A user that lacks a privilege, or is not there, is mended through
// the OA, whose login the iLO takes; a password is never changed.
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

// What is known of our user at an iLO.
struct OurUser {
    IloUser user;       // without privileges when it is absent
    bool absent = false; // told by the OA's login: ours is refused
};

const IloUser* find(const std::vector<IloUser>& users, const std::string& login) {
    const auto found = std::find_if(users.begin(), users.end(), [&login](const IloUser& user) { return user.login == login; });
    return found == users.end() ? nullptr : &*found;
}

// A user that the iLO does not let in is looked for by the OA; one that is there has another password.
Task<OurUser> ourUser(DeployContext& context, AddressTarget target) {
    const std::string login = context.site.chassis.user;
    auto executor = co_await asio::this_coro::executor;
    Ribcl ribcl(executor, addressAccess(context, target));
    auto users = co_await ribcl.users();
    OurUser standing;
    standing.user.login = standing.user.name = login;
    if (users) {
        const IloUser* ours = find(*users, login);
        standing.user = ours == nullptr ? standing.user : *ours;
        standing.absent = ours == nullptr; // of a directory, perhaps
        co_return standing;
    }
    if (users.error().kind != ErrorKind::refused || !context.site.address.access) {
        co_return fail(users.error());
    }
    auto byOa = co_await context.oaLine->iloUsers(target.bay);
    if (!byOa) {
        co_return fail(byOa.error());
    }
    const IloUser* ours = find(*byOa, login);
    if (ours != nullptr && ours->privileges.admin) {
        co_return fail(users.error()); // nobody changes a password here
    }
    standing.user = ours == nullptr ? standing.user : *ours;
    standing.absent = ours == nullptr;
    co_return standing;
}

Task<> raise(DeployContext& context, AddressTarget target, OurUser standing) {
    IloUser wanted = standing.user;
    wanted.privileges = kAll;
    if (standing.absent) {
        auto added = co_await context.oaLine->addIloUser(target.bay, wanted, context.chassisPassword);
        co_return added;
    }
    auto raised = co_await context.oaLine->modifyIloUser(target.bay, wanted);
    co_return raised;
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
    auto standing = co_await ourUser(context, target);
    if (!standing) {
        co_return fail(standing.error());
    }
    const IloUser& user = standing->user;
    AddressState state = iloState(target, "access");
    if (standing->absent && context.site.address.access) { // what more there is to set is seen when it can log in
        state.fields.push_back(fieldChange("user " + user.login, "", words(kAll)));
        co_return state;
    }
    auto settings = co_await ribcl.globalSettings();
    if (!settings) {
        co_return fail(settings.error());
    }
    const bool ipmi = settings->ipmiOverLan.value_or(true); // firmware that does not tell has no switch
    state.is = fmt::format("{}: {}; IPMI over LAN {}", user.login, words(user.privileges), ipmi ? "on" : "off");
    if (ipmi) {
        co_await lookAtCipherZero(context, target, state);
    }
    if (!context.site.address.access) {
        co_return state;
    }
    if (user.privileges != kAll) {
        state.fields.push_back(fieldChange("privileges of " + user.login, words(user.privileges), words(kAll)));
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
    auto standing = co_await ourUser(context, target);
    if (!standing) {
        co_return fail(standing.error());
    }
    if (standing->absent || standing->user.privileges != kAll) {
        auto raised = co_await raise(context, target, *standing);
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
