// SPDX-License-Identifier: GPL-3.0-or-later
// A device's clock as far as an answer tells it. Pure; for the device clients.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "oa-bridge/model/ilo.hpp"

namespace seedbed::wire {

// "Thu, 27 Nov 2014 10:00:00 GMT" (RFC 7231), nothing for anything else.
std::optional<std::chrono::system_clock::time_point> readHttpDate(std::string_view text);

// The time of an OA: ISO 8601 with an offset, or local time of a zone that is UTC under one of its names. Errors
// OA-NONSENSE, OA-NO-CLOCK (unsupported): local time of another zone, which has no offset without a calendar.
Result<std::chrono::system_clock::time_point> readZonedTime(std::string_view time, std::string_view zone);

// What the device said, between our times before and after the question.
DeviceClock clockReading(std::chrono::system_clock::time_point told, std::chrono::system_clock::time_point before,
                         std::chrono::system_clock::time_point after);

} // namespace seedbed::wire
