// SPDX-License-Identifier: GPL-3.0-or-later
// Channel commands, IPMI 2.0 sections 22.23 to 22.25.
#include "firmware/emulator/ipmi/command.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr unsigned kMediumLan = 0x04;
constexpr unsigned kProtocolIpmb = 0x01;
constexpr unsigned kManySessions = 0x80;
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

} // namespace seedbed::emulator::ipmi
