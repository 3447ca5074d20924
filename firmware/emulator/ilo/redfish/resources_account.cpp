// SPDX-License-Identifier: GPL-3.0-or-later
// Users and sessions. A Gen8 has no roles; the modern kind has, for strict clients.
#include <algorithm>

#include "firmware/emulator/ilo/redfish/resource.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::redfish {
namespace {

struct Role {
    const char* name;
    std::vector<const char*> privileges;
};
const std::vector<Role>& roleTable() {
    static const std::vector<Role> rows = {
        {"Administrator",
         {"Login", "ConfigureManager", "ConfigureUsers", "ConfigureSelf", "ConfigureComponents"}},
        {"Operator", {"Login", "ConfigureSelf", "ConfigureComponents"}},
        {"ReadOnly", {"Login", "ConfigureSelf"}}};
    return rows;
}

const char* roleOf(const IloUser& user) {
    return user.admin ? "Administrator" : user.power ? "Operator" : "ReadOnly";
}

// The place of a user, counted from 1, or none.
const IloUser* userAt(const Context& context) {
    const auto& users = context.ilo().users;
    for (std::size_t i = 0; i < users.size(); ++i) {
        if (context.id == std::to_string(i + 1) && !users[i].login.empty()) {
            return &users[i];
        }
    }
    return nullptr;
}

} // namespace

Json accountService(Context& context) {
    auto json =
        resource(context, "AccountService", "AccountService", "1.0.0", "AccountService", "Account Service");
    json[context.style.rest ? "links" : "Accounts"].update(
        context.style.rest ? Json{{"Accounts", context.link("AccountService/Accounts")}}
                           : context.link("AccountService/Accounts"));
    if (context.style.modern && !context.style.rest) {
        json["Roles"] = context.link("AccountService/Roles");
        json["MinPasswordLength"] = context.ilo().settings.minimumPassword;
    }
    json["Oem"]["Hp"] = {
        {"AuthFailureDelayTimeSeconds",
         std::chrono::duration_cast<std::chrono::seconds>(context.chassis.loginDelay()).count()},
        {"MinPasswordLength", context.ilo().settings.minimumPassword},
        {"Type", "HpiLOAccountService.1.0.0"}};
    json["ServiceEnabled"] = true;
    json["Status"] = {{"State", "Enabled"}};
    return json;
}

Json accounts(Context& context) {
    std::vector<std::string> members;
    const auto& users = context.ilo().users;
    for (std::size_t i = 0; i < users.size(); ++i) {
        if (!users[i].login.empty()) {
            members.push_back(std::to_string(i + 1));
        }
    }
    return collection(context, "AccountService/Accounts", "ManagerAccountCollection", "Accounts", members);
}

Json account(Context& context) {
    const auto* user = userAt(context);
    if (user == nullptr) {
        return nullptr;
    }
    auto json = resource(context, "AccountService/Accounts/" + context.id, "ManagerAccount", "1.0.0",
                         context.id, "User Account");
    json["Password"] = nullptr;
    json["UserName"] = user->login;
    json["Oem"]["Hp"] = {{"LoginName", user->name},
                         {"Privileges",
                          {{"LoginPriv", user->enabled},
                           {"RemoteConsolePriv", user->remoteConsole},
                           {"UserConfigPriv", user->admin},
                           {"VirtualMediaPriv", user->media},
                           {"VirtualPowerAndResetPriv", user->power},
                           {"iLOConfigPriv", user->configure}}},
                         {"Type", "HpiLOAccount.1.0.0"}};
    if (context.style.modern) {
        json["Enabled"] = user->enabled;
        json["RoleId"] = roleOf(*user);
        json["Links"] = {{"Role", context.link(fmt::format("AccountService/Roles/{}", roleOf(*user)))}};
    }
    return json;
}

Json roles(Context& context) {
    if (!context.style.modern) {
        return nullptr;
    }
    std::vector<std::string> names;
    for (const auto& row : roleTable()) {
        names.emplace_back(row.name);
    }
    return collection(context, "AccountService/Roles", "RoleCollection", "Roles", names);
}

Json role(Context& context) {
    const auto& rows = roleTable();
    const auto found = std::find_if(rows.begin(), rows.end(),
                                    [&context](const Role& row) { return row.name == context.id; });
    if (!context.style.modern || found == rows.end()) {
        return nullptr;
    }
    auto json =
        resource(context, "AccountService/Roles/" + context.id, "Role", "1.0.0", context.id, "User Role");
    json["AssignedPrivileges"] = found->privileges;
    json["IsPredefined"] = true;
    return json;
}

Json sessionService(Context& context) {
    auto json =
        resource(context, "SessionService", "SessionService", "1.0.0", "SessionService", "Session Service");
    json["ServiceEnabled"] = true;
    json["SessionTimeout"] = context.ilo().settings.sessionTimeoutMinutes * 60;
    if (context.style.rest) {
        json["links"]["Sessions"] = context.link("SessionService/Sessions");
    } else {
        json["Sessions"] = context.link("SessionService/Sessions");
    }
    json["Status"] = healthStatus("OK");
    return json;
}

Json sessionCollection(Context& context) {
    std::vector<std::string> members;
    for (const auto& [id, session] : context.sessions.all()) {
        members.push_back(id);
    }
    return collection(context, "SessionService/Sessions", "SessionCollection", "Manager Sessions", members);
}

Json sessionResource(Context& context) {
    const auto* session = context.sessions.find(context.id);
    if (session == nullptr) {
        return nullptr;
    }
    auto json = resource(context, "SessionService/Sessions/" + context.id, "Session", "1.0.0", context.id,
                         "User Session");
    json["UserName"] = session->user;
    return json;
}

// Who has logged in stands in `user`. The Location of a Gen8 is absolute, and its answer is no session.
Answer openSession(Context& context) {
    const auto* session = context.sessions.open(context.user->login, Sessions::Clock::now());
    if (session == nullptr) {
        return context.say(messages::sessionLimit);
    }
    const auto home = context.style.link("SessionService/Sessions/" + session->id);
    auto answer = context.say(messages::created);
    if (context.style.modern) {
        Context same = context;
        same.id = session->id;
        answer.body = written(sessionResource(same));
    }
    const auto location =
        context.style.modern ? home : "https://" + context.blade().iloAddress.toString() + home;
    answer.headers = {{"Location", location},
                      {"Link", fmt::format("<{}>; rel=self", home)},
                      {"X-Auth-Token", session->token}};
    return answer;
}

Answer closeSession(Context& context) {
    const auto* session = context.sessions.find(context.id);
    if (session == nullptr) {
        return context.say(messages::missing, {context.style.link("SessionService/Sessions/" + context.id)});
    }
    if (session->user != context.user->login && !allows(*context.user, Privilege::configure)) {
        return context.say(messages::noPrivilege);
    }
    context.sessions.close(context.id);
    return context.say(messages::success);
}

} // namespace seedbed::emulator::redfish
