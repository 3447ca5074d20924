// SPDX-License-Identifier: GPL-3.0-or-later
// Channel commands, IPMI 2.0 sections 22.22 to 22.24.
#include "firmware/emulator/ipmi/command.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr unsigned kMediumLan = 0x04;
constexpr unsigned kProtocolIpmb = 0x01;
constexpr unsigned kManySessions = 0x80;
constexpr unsigned kAccess = 0x22; // alerts off, always available
constexpr auto kLimit = static_cast<unsigned>(Privilege::administrator);
constexpr unsigned kReservedSetting = 0xc0;

// A setting that an octet of Set Channel Access leaves alone, or sets to what it is.
bool staysAs(unsigned setting, std::uint8_t octet) {
    const unsigned how = octet & 0xc0U;
    return how == 0 || (how != kReservedSetting && (octet & 0x3fU) == setting);
}

} // namespace

// The one LAN channel is always open, up to administrators: only the network settings of the iLO close it.
Reply setChannelAccess(Call& call) {
    constexpr std::uint8_t modeNotSupported = 0x83;
    const bool modeAsked = (call.at(1) & 0xc0) != 0;
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    if (modeAsked && (call.at(1) & 0x07) != (kAccess & 0x07)) {
        return modeNotSupported;
    }
    return staysAs(kAccess, call.at(1)) && staysAs(kLimit, call.at(2)) ? Reply(Bytes()) : Reply(completion::invalidField);
}

Reply getChannelAccess(Call& call) {
    const auto which = call.at(1) & 0xc0;
    if (!isLanChannel(call.at(0)) || (which != 0x40 && which != 0x80)) {
        return completion::invalidField;
    }
    return {kAccess, kLimit};
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
