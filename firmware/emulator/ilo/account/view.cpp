// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/account/view.hpp"

#include <ctime>

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

std::string iloTime(std::chrono::system_clock::time_point time) {
    constexpr std::time_t earliest = 315532800; // 1980
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    std::tm parts{};
    if (seconds < earliest || gmtime_r(&seconds, &parts) == nullptr) {
        return "[NOT SET]";
    }
    return fmt::format("{:02}/{:02}/{:04} {:02}:{:02}", parts.tm_mon + 1, parts.tm_mday, parts.tm_year + 1900,
                       parts.tm_hour, parts.tm_min);
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
