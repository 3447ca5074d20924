// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/told.hpp"

#include "firmware/emulator/state/faults.hpp"

namespace seedbed::emulator {
namespace {

bool lies(const Chassis& chassis, BayNumber bay, std::string_view kind, std::string_view door,
          std::string_view usualDoor) {
    const Fault* fault = chassis.fault(kind, bay);
    if (fault == nullptr) {
        return false;
    }
    return fault->parameters.count("door") != 0 ? atDoor(*fault, door) : door == usualDoor;
}

bool holds(const Chassis& chassis, BayNumber bay, std::string_view kind, std::string_view door) {
    const Fault* fault = chassis.fault(kind, bay);
    return fault != nullptr && atDoor(*fault, door);
}

} // namespace

bool toldPower(const Chassis& chassis, const Blade& blade, std::string_view door) {
    return blade.powered != (blade.present && lies(chassis, blade.bay, "lie-power", door, "ipmi"));
}

std::string toldSerial(const Chassis& chassis, const Blade& blade, std::string_view door) {
    if (blade.present && lies(chassis, blade.bay, "lie-serial", door, "ribcl")) {
        return "XXX" + blade.serial.substr(3);
    }
    return blade.serial;
}

std::string toldDiskCapacity(const Chassis& chassis, BayNumber bay) {
    constexpr int driveGb = 300;
    const Fault* small = chassis.fault("disk-small", bay);
    return small == nullptr ? fmt::format("{} GB", driveGb) : fmt::format("{} MB", parameter(*small, "mb", kSmallDiskMb));
}

bool isMute(const Chassis& chassis, BayNumber bay, std::string_view door) {
    return holds(chassis, bay, "half-open", door) || (bay != 0 && chassis.hasFault("bmc-hung", bay));
}

std::chrono::milliseconds lateness(const Chassis& chassis, BayNumber bay) {
    const Fault* slow = chassis.fault("slow", bay);
    return std::chrono::milliseconds(slow == nullptr ? 0 : parameter(*slow, "ms", 0));
}

bool refusesLogin(const Chassis& chassis, BayNumber bay, std::string_view door) {
    return holds(chassis, bay, "ilo-refuse-login", door);
}

bool isBusy(const Chassis& chassis, BayNumber bay, std::string_view door) {
    return holds(chassis, bay, "ilo-busy", door);
}

} // namespace seedbed::emulator
