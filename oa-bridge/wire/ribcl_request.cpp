// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include <fmt/format.h>

#include "oa-bridge/wire/ribcl.hpp"
#include "oa-bridge/wire/ribcl_boot.hpp"
#include "oa-bridge/wire/ribcl_words.hpp"
#include "oa-bridge/wire/xml.hpp"

namespace seedbed::wire {

namespace {

constexpr std::string_view lineEnd = "\r\n";

bool isSpecial(const std::string& text) {
    return text.find_first_of("&<>\"") != std::string::npos;
}

// A plain password to log in with is the same in both forms: then what the command carries decides.
RibclPasswordForm formOf(const RibclCommand& command, const Secret& password, RibclPasswordForm form) {
    bool special = false;
    for (const auto& [name, value] : command.attributes) {
        special = special || isSpecial(value);
    }
    for (const auto& [name, value] : command.children) {
        special = special || isSpecial(value.reveal());
    }
    return special && !isSpecial(password.reveal()) ? RibclPasswordForm::entities : form;
}

std::string inForm(const std::string& text, RibclPasswordForm form) {
    return form == RibclPasswordForm::entities ? escapeXml(text) : text;
}

std::string attributesOf(const RibclCommand& command, RibclPasswordForm form) {
    std::string text;
    for (const auto& [name, value] : command.attributes) {
        text += fmt::format(" {}=\"{}\"", name, inForm(value, form));
    }
    return text;
}

std::string elementOf(const RibclCommand& command, RibclPasswordForm form) {
    const auto head = fmt::format("<{}{}", command.name, attributesOf(command, form));
    if (command.children.empty()) {
        return fmt::format("{}/>{}", head, lineEnd);
    }
    std::string inner;
    for (const auto& [name, value] : command.children) {
        inner += fmt::format("<{} VALUE=\"{}\"/>{}", name, inForm(value.reveal(), form), lineEnd);
    }
    return fmt::format("{}>{}{}</{}>{}", head, lineEnd, inner, command.name, lineEnd);
}

RibclCommand withPrivileges(RibclCommand command, const IloPrivileges& privileges) {
    const std::array<std::pair<std::string_view, bool>, 5> rows{{
        {"ADMIN_PRIV", privileges.admin},
        {"REMOTE_CONS_PRIV", privileges.remoteConsole},
        {"RESET_SERVER_PRIV", privileges.resetServer},
        {"VIRTUAL_MEDIA_PRIV", privileges.virtualMedia},
        {"CONFIG_ILO_PRIV", privileges.configureIlo},
    }};
    for (const auto& [name, granted] : rows) {
        command.withChild(std::string(name), granted ? "Yes" : "No");
    }
    return command;
}

} // namespace

RibclPasswordForm preferredForm(const Secret& password) {
    return isSpecial(password.reveal()) ? RibclPasswordForm::entities : RibclPasswordForm::literal;
}

// A quotation mark or an opening bracket would end the attribute early, so only entities can carry it.
bool otherFormPossible(const Secret& password) {
    return preferredForm(password) == RibclPasswordForm::entities &&
           password.reveal().find_first_of("<\"") == std::string::npos;
}

RibclCommand& RibclCommand::writing() {
    write = true;
    return *this;
}

RibclCommand& RibclCommand::with(std::string attribute, std::string value) {
    attributes.emplace_back(std::move(attribute), std::move(value));
    return *this;
}

RibclCommand& RibclCommand::withChild(std::string element, std::string value) {
    children.emplace_back(std::move(element), Secret(std::move(value)));
    return *this;
}

RibclCommand& RibclCommand::withSecret(std::string element, const Secret& value) {
    children.emplace_back(std::move(element), value);
    return *this;
}

RibclCommand powerCommand(PowerCommand command) {
    RibclCommand request("SERVER_INFO", "SET_HOST_POWER");
    request.writing();
    switch (command) {
    case PowerCommand::on:
        request.with("HOST_POWER", "Yes");
        break;
    case PowerCommand::off:
        request.name = "HOLD_PWR_BTN";
        break;
    case PowerCommand::softOff:
        request.name = "PRESS_PWR_BTN";
        break;
    case PowerCommand::reset:
        request.name = "RESET_SERVER";
        break;
    }
    return request;
}

RibclCommand addUserCommand(const IloUser& user, const Secret& password) {
    RibclCommand command("USER_INFO", "ADD_USER");
    command.writing().with("USER_NAME", user.name).with("USER_LOGIN", user.login);
    command.with("PASSWORD", password.reveal());
    return withPrivileges(std::move(command), user.privileges);
}

RibclCommand modifyUserCommand(const IloUser& user) {
    RibclCommand command("USER_INFO", "MOD_USER");
    command.writing().with("USER_LOGIN", user.login).withChild("USER_NAME", user.name);
    return withPrivileges(std::move(command), user.privileges);
}

RibclCommand oneTimeBootCommand(BootSource source) {
    RibclCommand command("SERVER_INFO", "SET_ONE_TIME_BOOT");
    command.writing().with("VALUE", std::string(bootWord(source)));
    return command;
}

RibclCommand persistentBootCommand(const BootOrder& order) {
    RibclCommand command("SERVER_INFO", "SET_PERSISTENT_BOOT");
    command.writing();
    for (const auto source : order.sources) {
        command.withChild("DEVICE", std::string(bootWord(source)));
    }
    return command;
}

RibclCommand timeServersCommand(const std::vector<std::string>& servers) {
    static constexpr std::array<std::string_view, 2> places{"SNTP_SERVER1", "SNTP_SERVER2"};
    RibclCommand command("RIB_INFO", std::string(inferred::networkSettingsCommand));
    command.writing().withChild("DHCP_SNTP_SETTINGS", "No");
    for (std::size_t i = 0; i < servers.size() && i < places.size(); ++i) {
        command.withChild(std::string(places[i]), servers[i]);
    }
    return command;
}

RibclCommand mediaCommand(std::string name, MediaDrive drive) {
    RibclCommand command("RIB_INFO", std::move(name));
    command.with("DEVICE", drive == MediaDrive::cdrom ? "CDROM" : "FLOPPY");
    return command;
}

std::string ribclRequest(const RibclCommand& command, const std::string& user, const Secret& password,
                         RibclPasswordForm login) {
    const auto form = formOf(command, password, login);
    std::string head = fmt::format("<?xml version=\"1.0\"?>{}", lineEnd);
    if (form == RibclPasswordForm::entities) {
        head += fmt::format("{}{}", inferred::entityInstruction, lineEnd);
    }
    return fmt::format("{0}<RIBCL VERSION=\"2.0\">{1}<LOGIN USER_LOGIN=\"{2}\" PASSWORD=\"{3}\">{1}"
                       "<{4} MODE=\"{5}\">{1}{6}</{4}>{1}</LOGIN>{1}</RIBCL>{1}",
                       head, lineEnd, inForm(user, form), inForm(password.reveal(), form), command.section,
                       command.write ? "write" : "read", elementOf(command, form));
}

} // namespace seedbed::wire
