// SPDX-License-Identifier: GPL-3.0-or-later
// Chassis device commands, IPMI 2.0 section 28: the "chassis" is the blade.
#include "firmware/emulator/ipmi/command.hpp"
#include "firmware/emulator/state/told.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kBmcAddress = 0x20;
constexpr std::uint8_t kIdentifySeconds = 15;

std::optional<PowerCommand> powerCommand(std::uint8_t code) {
    switch (code & 0x0f) {
    case 0:
        return PowerCommand::hardOff;
    case 1:
        return PowerCommand::on;
    case 2:
        return PowerCommand::cycle;
    case 3:
        return PowerCommand::reset;
    case 5:
        return PowerCommand::softOff;
    default:
        return std::nullopt; // 4, the diagnostic interrupt, has nowhere to go
    }
}

} // namespace

Reply getChassisCapabilities(Call&) {
    return {0, kBmcAddress, kBmcAddress, kBmcAddress, kBmcAddress, kBmcAddress};
}

Reply getChassisStatus(Call& call) {
    const auto& blade = call.device.blade();
    const unsigned identify = !blade.uidLit               ? 0
                              : call.device.identifyUntil ? 1
                                                          : 2; // off, for a time, for good
    constexpr unsigned identifySupported = 0x40;
    const bool on = toldPower(call.device.chassis, blade, "ipmi");
    constexpr unsigned alwaysPowersUp = 2u << 5; // power restore policy; 0: stays off
    const bool byItself = call.device.chassis.ilo(call.device.bay).settings.autoPowerOn;
    return {(on ? 1u : 0u) | (byItself ? alwaysPowersUp : 0u), 0, identifySupported | identify << 4};
}

Reply chassisControl(Call& call) {
    const auto command = powerCommand(call.at(0));
    if (!command) {
        return completion::invalidField;
    }
    return call.device.chassis.command(call.device.bay, *command) ? completion::ok
                                                                  : completion::notInThisState;
}

// Byte 1: seconds, 15 if missing, 0 turns it off. Byte 2 bit 0: on for good.
Reply chassisIdentify(Call& call) {
    const auto seconds = call.data.empty() ? kIdentifySeconds : call.at(0);
    const bool forGood = call.data.size() == 2 && (call.at(1) & 0x01) != 0;
    call.device.identifyUntil.reset();
    if (!forGood && seconds != 0) {
        call.device.identifyUntil = call.now + std::chrono::seconds(seconds);
    }
    call.device.chassis.setUid(call.device.bay, forGood || seconds != 0);
    return completion::ok;
}

Reply getRestartCause(Call&) {
    constexpr unsigned unknown = 0;
    return {unknown, kLanChannel};
}

Reply getPowerOnHours(Call& call) {
    const auto& blade = call.device.blade();
    const auto hours = std::chrono::duration_cast<std::chrono::hours>(call.now - blade.changed).count();
    constexpr unsigned minutesPerCount = 60;
    Bytes data{minutesPerCount};
    append32(data, blade.powered ? static_cast<std::uint32_t>(hours) : 0);
    return data;
}

} // namespace seedbed::emulator::ipmi
