// SPDX-License-Identifier: GPL-3.0-or-later
// The twelve local users.
#include <algorithm>

#include "firmware/emulator/ilo/ribcl/command.hpp"
#include "firmware/emulator/ilo/ribcl/wordings.hpp"

namespace seedbed::emulator::ribcl {
namespace {

constexpr std::size_t kLongestName = 39;

struct PrivilegeName {
    const char* name;
    bool IloUser::*member;
};
constexpr PrivilegeName kPrivileges[] = {{"ADMIN_PRIV", &IloUser::admin},
                                         {"REMOTE_CONS_PRIV", &IloUser::remoteConsole},
                                         {"RESET_SERVER_PRIV", &IloUser::power},
                                         {"VIRTUAL_MEDIA_PRIV", &IloUser::media},
                                         {"CONFIG_ILO_PRIV", &IloUser::configure}};

Element userElement(const IloUser& user) {
    auto element = tag("GET_USER", {{"USER_NAME", user.name},
                                    {"USER_LOGIN", user.login},
                                    {"PASSWORD", user.login.empty() ? "" : "%user_password%"}});
    for (const auto& [name, member] : kPrivileges) {
        element.attributes.emplace_back(name, yesNo(user.*member));
    }
    return element;
}

Outcome notFound() {
    return Outcome::refused(status::userNotFound, std::string(words::userNotFound));
}

// The privileges that the command names; false when one is neither yes nor no.
bool takePrivileges(const Node& node, IloUser& user) {
    for (const auto& [name, member] : kPrivileges) {
        const auto text = node.valueOf(name);
        const auto given = text ? truth(*text) : std::nullopt;
        if (text && !given) {
            return false;
        }
        user.*member = given.value_or(user.*member);
    }
    user.ipmiPrivilege = user.admin || user.configure ? 4 : user.power ? 3 : 2;
    return true;
}

// None when the password will do.
std::optional<Outcome> checkPassword(const Call& call, const std::string& password) {
    if (password.size() < static_cast<std::size_t>(call.ilo().settings.minimumPassword)) {
        return Outcome::refused(status::passwordTooShort, std::string(words::passwordTooShort));
    }
    return password.size() > kLongestName ? std::optional(invalidValue("PASSWORD")) : std::nullopt;
}

bool isName(const std::string& text) {
    return !text.empty() && isPlain(text, kLongestName);
}

} // namespace

Outcome getAllUsers(Call& call) {
    Element all = node("GET_ALL_USERS", {});
    for (const auto& user : call.ilo().users) {
        all.children.push_back(value("USER_LOGIN", user.login));
    }
    return Outcome::of(std::move(all));
}

Outcome getAllUserInfo(Call& call) {
    Element all = node("GET_ALL_USER_INFO", {});
    for (const auto& user : call.ilo().users) {
        if (!user.login.empty()) {
            all.children.push_back(userElement(user));
        }
    }
    return Outcome::of(std::move(all));
}

Outcome getUser(Call& call) {
    const auto* user = findUser(call.ilo(), call.node.text("USER_LOGIN"));
    if (user == nullptr) {
        return notFound();
    }
    if (!call.user.admin && user->login != call.user.login) {
        return Outcome::refused(status::noPrivilege, std::string(words::noPrivilege));
    }
    return Outcome::of(userElement(*user));
}

Outcome addUser(Call& call) {
    auto& users = call.ilo().users;
    IloUser user;
    user.login = call.node.text("USER_LOGIN");
    user.name = call.node.get("USER_NAME").value_or(user.login);
    const auto password = call.node.text("PASSWORD");
    if (!isName(user.login) || !isName(user.name)) {
        return invalidValue("USER_LOGIN");
    }
    if (findUser(call.ilo(), user.login) != nullptr) {
        return Outcome::refused(status::generic, std::string(words::userExists));
    }
    if (auto refused = checkPassword(call, password)) {
        return *refused;
    }
    const auto place =
        std::find_if(users.begin(), users.end(), [](const IloUser& one) { return one.login.empty(); });
    if (place == users.end()) {
        return Outcome::refused(status::generic, std::string(words::userTableFull));
    }
    if (!takePrivileges(call.node, user)) {
        return invalidValue("ADD_USER");
    }
    user.password = Secret(password);
    *place = std::move(user);
    call.note("User account " + place->login + " added");
    call.chassis.iloChanged(call.bay);
    return {};
}

Outcome modUser(Call& call) {
    auto* user = findUser(call.ilo(), call.node.text("USER_LOGIN"));
    if (user == nullptr) {
        return notFound();
    }
    auto changed = *user;
    changed.name = call.node.valueOf("USER_NAME").value_or(changed.name);
    changed.login = call.node.valueOf("USER_LOGIN").value_or(changed.login);
    if (!isName(changed.login) || !isName(changed.name) || !takePrivileges(call.node, changed)) {
        return invalidValue("MOD_USER");
    }
    if (changed.login != user->login && findUser(call.ilo(), changed.login) != nullptr) {
        return Outcome::refused(status::generic, std::string(words::userExists));
    }
    if (const auto password = call.node.valueOf("PASSWORD")) {
        if (auto refused = checkPassword(call, *password)) {
            return *refused;
        }
        changed.password = Secret(*password);
    }
    *user = std::move(changed);
    call.note("User account " + user->login + " modified");
    call.chassis.iloChanged(call.bay);
    return {};
}

Outcome deleteUser(Call& call) {
    auto* user = findUser(call.ilo(), call.node.text("USER_LOGIN"));
    if (user == nullptr) {
        return notFound();
    }
    if (user->login == call.user.login) {
        return Outcome::refused(status::generic, std::string(words::lastAdministrator));
    }
    const auto login = user->login;
    *user = IloUser();
    call.note("User account " + login + " deleted");
    call.chassis.iloChanged(call.bay);
    return {};
}

} // namespace seedbed::emulator::ribcl
