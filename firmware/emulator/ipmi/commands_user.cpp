// SPDX-License-Identifier: GPL-3.0-or-later
// User commands, IPMI 2.0 sections 22.26 to 22.30, on the one list of users that all doors of the iLO share.
#include <algorithm>

#include "firmware/emulator/ipmi/command.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr unsigned kMessaging = 0x10;
constexpr unsigned kNoAccess = 0x0f;
constexpr unsigned kEnabled = 0x40;
constexpr unsigned kDisabled = 0x80;
constexpr std::size_t kNameField = 16;
constexpr std::size_t kLongPassword = 20;

IloUser* userAt(Call& call, std::uint8_t octet) {
    const unsigned number = octet & 0x3f;
    return number >= 1 && number <= kUsers ? &call.device.chassis.ilo(call.device.bay).users[number - 1] : nullptr;
}

std::string fieldText(View field) {
    const auto end = std::find(field.begin(), field.end(), 0);
    return std::string(textOf(field.first(static_cast<std::size_t>(end - field.begin()))));
}

// What IPMI's privilege means for the other doors.
void grant(IloUser& user, int privilege) {
    user.ipmiPrivilege = privilege;
    user.admin = user.configure = privilege == static_cast<int>(Privilege::administrator);
    user.power = user.remoteConsole = user.media =
        privilege >= static_cast<int>(Privilege::operators) && privilege <= static_cast<int>(Privilege::oem);
}

} // namespace

Reply getUserAccess(Call& call) {
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    const IloUser* user = userAt(call, call.at(1));
    if (user == nullptr) {
        return completion::outOfRange;
    }
    const auto& all = call.device.chassis.ilo(call.device.bay).users;
    const auto count = static_cast<unsigned>(
        std::count_if(all.begin(), all.end(), [](const IloUser& each) { return !each.login.empty() && each.enabled; }));
    if (user->login.empty()) {
        return {kUsers, kDisabled | count, 0, kNoAccess};
    }
    return {kUsers, (user->enabled ? kEnabled : kDisabled) | count, 0,
            kMessaging | static_cast<unsigned>(user->ipmiPrivilege)};
}

Reply setUserAccess(Call& call) {
    IloUser* user = userAt(call, call.at(1));
    if (!isLanChannel(call.at(0)) || user == nullptr) {
        return completion::invalidField;
    }
    const int privilege = call.at(2) & 0x0f;
    const bool known = (privilege >= 1 && privilege <= 5) || privilege == static_cast<int>(kNoAccess);
    if (!known) {
        return completion::invalidField;
    }
    grant(*user, privilege);
    call.device.chassis.iloChanged(call.device.bay);
    return Bytes();
}

Reply getUserName(Call& call) {
    const IloUser* user = userAt(call, call.at(0));
    if (user == nullptr) {
        return completion::outOfRange;
    }
    Bytes name;
    append(name, viewOf(user->login));
    name.resize(kNameField);
    return name;
}

Reply setUserName(Call& call) {
    IloUser* user = userAt(call, call.at(0));
    if (user == nullptr) {
        return completion::outOfRange;
    }
    const auto name = fieldText(call.data.subspan(1));
    const auto& all = call.device.chassis.ilo(call.device.bay).users;
    const bool taken = !name.empty() && std::any_of(all.begin(), all.end(), [&](const IloUser& each) {
        return &each != user && each.login == name;
    });
    if (taken) {
        return completion::invalidField;
    }
    if (user->login.empty()) {
        *user = {};
        user->enabled = false;
        grant(*user, static_cast<int>(kNoAccess));
    }
    user->login = name;
    user->name = name;
    call.device.chassis.iloChanged(call.device.bay);
    return Bytes();
}

Reply setUserPassword(Call& call) {
    IloUser* user = userAt(call, call.at(0));
    if (user == nullptr) {
        return completion::outOfRange;
    }
    enum : unsigned { disable, enable, set, test };
    const unsigned operation = call.at(1) & 0x03;
    const bool isLong = (call.at(0) & 0x80) != 0;
    if (operation == disable || operation == enable) {
        user->enabled = operation == enable;
        call.device.chassis.iloChanged(call.device.bay);
        return Bytes();
    }
    if (call.data.size() != 2 + (isLong ? kLongPassword : kNameField)) {
        return completion::wrongLength;
    }
    const Secret given(fieldText(call.data.subspan(2)));
    if (operation == test) {
        constexpr std::uint8_t wrongPassword = 0x80;
        return given == user->password ? Reply(Bytes()) : Reply(wrongPassword);
    }
    user->password = given;
    call.device.chassis.iloChanged(call.device.bay);
    return Bytes();
}

} // namespace seedbed::emulator::ipmi
