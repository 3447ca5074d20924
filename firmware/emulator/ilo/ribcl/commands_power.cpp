// SPDX-License-Identifier: GPL-3.0-or-later
// Power, UID light, power readings.
#include <array>

#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/ribcl/command.hpp"
#include "firmware/emulator/ilo/ribcl/wordings.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::ribcl {
namespace {

constexpr int kAveragePercent = 95, kMinimumPercent = 80; // of the present draw, in the history of a lab

Outcome powerTo(Call& call, bool on) {
    if (call.blade().powered == on) {
        return Outcome::said(std::string(on ? words::alreadyOn : words::alreadyOff));
    }
    call.chassis.command(call.bay, on ? PowerCommand::on : PowerCommand::hardOff);
    return {};
}

Outcome restart(Call& call, PowerCommand command) {
    const bool accepted = call.chassis.command(call.bay, command);
    return accepted ? Outcome::said(std::string(words::beingReset))
                    : Outcome::refused(status::generic, std::string(words::notPoweredOn));
}

} // namespace

Outcome getHostPowerStatus(Call& call) {
    const bool on = toldPower(call.chassis, call.blade(), kDoor);
    return Outcome::of(tag("GET_HOST_POWER", {{"HOST_POWER", on ? "ON" : "OFF"}}));
}

Outcome setHostPower(Call& call) {
    const auto wanted = truth(call.node.text("HOST_POWER"));
    return wanted ? powerTo(call, *wanted) : invalidValue("HOST_POWER");
}

// A momentary press: on when it is off, up to the operating system when it is on.
Outcome pressPowerButton(Call& call) {
    const bool on = call.blade().powered;
    call.chassis.command(call.bay, on ? PowerCommand::softOff : PowerCommand::on);
    return {};
}

Outcome holdPowerButton(Call& call) {
    const bool toggles = truth(call.node.text("TOGGLE")).value_or(false);
    return powerTo(call, toggles && !call.blade().powered);
}

Outcome resetServer(Call& call) {
    return restart(call, PowerCommand::reset);
}

Outcome coldBootServer(Call& call) {
    return restart(call, PowerCommand::cycle);
}

Outcome getUidStatus(Call& call) {
    return Outcome::of(tag("GET_UID_STATUS", {{"UID", call.blade().uidLit ? "ON" : "OFF"}}));
}

Outcome uidControl(Call& call) {
    const auto lit = truth(call.node.text("UID"));
    if (!lit) {
        return invalidValue("UID");
    }
    call.chassis.setUid(call.bay, *lit);
    return {};
}

Outcome getPowerReadings(Call& call) {
    const int watts = bladeWatts(call.blade());
    const auto reading = [](const char* name, int number) {
        return measure(name, std::to_string(number), "Watts");
    };
    return Outcome::of(
        node("GET_POWER_READINGS", {reading("PRESENT_POWER_READING", watts),
                                    reading("AVERAGE_POWER_READING", watts * kAveragePercent / 100),
                                    reading("MAXIMUM_POWER_READING", kBladeAllocationWatts),
                                    reading("MINIMUM_POWER_READING", watts * kMinimumPercent / 100)}));
}

Outcome getPowerCap(Call&) {
    return Outcome::of(tag("GET_POWER_CAP", {{"POWER_CAP", "OFF"}}));
}

Outcome getServerAutoPower(Call& call) {
    const auto& settings = call.ilo().settings;
    const auto on = settings.autoPowerDelay.empty() ? std::string("ON") : settings.autoPowerDelay;
    const auto word = settings.autoPowerOn ? on : std::string("OFF");
    return Outcome::of(node("GET_SERVER_AUTO_PWR", {value("SERVER_AUTO_PWR", word)}));
}

Outcome serverAutoPower(Call& call) {
    auto& settings = call.ilo().settings;
    const auto word = call.node.text("VALUE");
    const auto flag = truth(word);
    if (flag) {
        settings.autoPowerOn = *flag;
        settings.autoPowerDelay.clear();
    } else {
        constexpr std::array<std::string_view, 5> delays = {"15", "30", "45", "60", "RANDOM"};
        const auto known = [&word](std::string_view delay) { return iequals(delay, word); };
        if (std::none_of(delays.begin(), delays.end(), known)) {
            return invalidValue("SERVER_AUTO_PWR");
        }
        settings.autoPowerOn = true;
        settings.autoPowerDelay = upper(word);
    }
    call.note("Automatic power on was changed");
    call.chassis.iloChanged(call.bay);
    return {};
}

Outcome getServerPowerOnTime(Call& call) {
    const auto since = std::chrono::steady_clock::now() - call.blade().changed;
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(since).count();
    return Outcome::of(
        value("SERVER_POWER_ON_MINUTES", call.blade().powered ? static_cast<int>(minutes) : 0));
}

} // namespace seedbed::emulator::ribcl
