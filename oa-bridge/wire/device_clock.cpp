// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/device_clock.hpp"

#include <ctime>

#include <algorithm>
#include <array>
#include <string>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/wire/redfish.hpp"

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

Result<std::chrono::system_clock::time_point> readZonedTime(std::string_view time, std::string_view zone) {
    constexpr std::size_t dateLength = 16; // "2014-11-27T10:00"
    static constexpr std::array<std::string_view, 5> utc{"UTC", "GMT", "Etc/UTC", "Etc/GMT", "Zulu"};
    auto told = readIsoTime(time);
    if (!told) {
        told.error().id = "OA-NONSENSE";
        return told;
    }
    const bool offset = time.find_first_of("Z+-", dateLength) != std::string_view::npos;
    if (!offset && std::find(utc.begin(), utc.end(), zone) == utc.end()) {
        Error error;
        error.kind = ErrorKind::unsupported;
        error.id = "OA-NO-CLOCK";
        error.cause = fmt::format("local time of zone \"{}\"", log::printable(zone, 64));
        error.action = "set the OA's time zone to UTC, or compare its clock by hand";
        return fail(std::move(error));
    }
    return told;
}

DeviceClock clockReading(std::chrono::system_clock::time_point told, std::chrono::system_clock::time_point before,
                         std::chrono::system_clock::time_point after) {
    constexpr auto resolution = std::chrono::milliseconds(500); // it told whole seconds
    const auto half = std::chrono::duration_cast<std::chrono::milliseconds>((after - before) / 2);
    return {told + resolution, before + half, half + resolution};
}

} // namespace seedbed::wire
