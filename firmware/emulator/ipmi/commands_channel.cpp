// SPDX-License-Identifier: GPL-3.0-or-later
// Channel and user commands, IPMI 2.0 sections 22.23 to 22.29. Users are shown, not changed: the chassis has
// one.
#include "firmware/emulator/ipmi/command.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr unsigned kMediumLan = 0x04;
constexpr unsigned kProtocolIpmb = 0x01;
constexpr unsigned kManySessions = 0x80;
constexpr unsigned kMessaging = 0x10;
constexpr unsigned kNoAccess = 0x0f;
constexpr unsigned kEnabled = 0x40;
constexpr unsigned kDisabled = 0x80;
constexpr std::size_t kNameField = 16;

bool isUser(std::uint8_t number) {
    return (number & 0x3f) >= 1 && (number & 0x3f) <= kUsers;
}

} // namespace

Reply getChannelAccess(Call& call) {
    const auto which = call.at(1) & 0xc0;
    if (!isLanChannel(call.at(0)) || (which != 0x40 && which != 0x80)) {
        return completion::invalidField;
    }
    constexpr unsigned alertsOffAlwaysOpen = 0x22;
    return {alertsOffAlwaysOpen, static_cast<unsigned>(Privilege::administrator)};
}

Reply getChannelInfo(Call& call) {
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    const auto active = static_cast<unsigned>(call.device.sessions.activeCount());
    constexpr unsigned ipmiForum[] = {0xf2, 0x1b, 0x00};
    return {kLanChannel,
            kMediumLan,
            kProtocolIpmb,
            kManySessions | active,
            ipmiForum[0],
            ipmiForum[1],
            ipmiForum[2],
            0,
            0};
}

Reply getUserAccess(Call& call) {
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    if (!isUser(call.at(1))) {
        return completion::outOfRange;
    }
    const auto* user = call.device.user(call.at(1) & 0x3f);
    const auto count = static_cast<unsigned>(call.device.users.size());
    if (user == nullptr) {
        return {kUsers, kDisabled | count, 0, kNoAccess};
    }
    return {kUsers, kEnabled | count, 0, kMessaging | static_cast<unsigned>(user->maximum)};
}

Reply getUserName(Call& call) {
    if (!isUser(call.at(0))) {
        return completion::outOfRange;
    }
    Bytes name;
    if (const auto* user = call.device.user(call.at(0) & 0x3f)) {
        append(name, viewOf(user->name));
    }
    name.resize(kNameField);
    return name;
}

} // namespace seedbed::emulator::ipmi
