// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/device_clock.hpp"

#include <ctime>

#include <string>

namespace seedbed::wire {

std::optional<std::chrono::system_clock::time_point> readHttpDate(std::string_view text) {
    const std::string owned(text);
    std::tm parts{};
    const char* end = ::strptime(owned.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    if (end == nullptr || *end != '\0') {
        return std::nullopt;
    }
    return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

DeviceClock clockReading(std::chrono::system_clock::time_point told, std::chrono::system_clock::time_point before,
                         std::chrono::system_clock::time_point after) {
    constexpr auto resolution = std::chrono::milliseconds(500); // it told whole seconds
    const auto half = std::chrono::duration_cast<std::chrono::milliseconds>((after - before) / 2);
    return {told + resolution, before + half, half + resolution};
}

} // namespace seedbed::wire
