// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/account/view.hpp"

#include "firmware/emulator/state/enclosure.hpp"

namespace seedbed::emulator {

std::string_view iloVersion(const Blade& blade) {
    return std::string_view(blade.iloFirmware).substr(0, blade.iloFirmware.find(' '));
}

std::string iloDate(const Blade& blade) {
    const auto blank = blade.iloFirmware.find(' ');
    return blank == std::string::npos ? std::string() : blade.iloFirmware.substr(blank + 1);
}

std::string_view romFamily(const Blade& blade) {
    return std::string_view(blade.romVersion).substr(0, blade.romVersion.find(' '));
}

std::string romDate(const Blade& blade) {
    const auto blank = blade.romVersion.find(' ');
    return blank == std::string::npos ? std::string() : blade.romVersion.substr(blank + 1);
}

std::vector<TemperatureSensor> temperatures(const Chassis& chassis, BayNumber bay) {
    const int ambient = enclosureReadings(chassis).ambient;
    const int load = chassis.blade(bay).powered ? 20 : 2; // what the parts are above the air
    return {{"01-Inlet Ambient", "Ambient", "Intake", ambient, 42, 46},
            {"02-CPU 1", "CPU", "CPU", ambient + load, 70, 75},
            {"03-CPU 2", "CPU", "CPU", ambient + load, 70, 75},
            {"04-P1 DIMM 1-4", "Memory", "SystemBoard", ambient + load / 2, 87, 92},
            {"05-P2 DIMM 1-4", "Memory", "SystemBoard", ambient + load / 2, 87, 92},
            {"06-Chipset", "System", "SystemBoard", ambient + load, 105, 110}};
}

int virtualFanPercent(const Chassis& chassis) {
    return enclosureReadings(chassis).fanPercent;
}

} // namespace seedbed::emulator
