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

// What the device said, between our times before and after the question.
DeviceClock clockReading(std::chrono::system_clock::time_point told, std::chrono::system_clock::time_point before,
                         std::chrono::system_clock::time_point after);

} // namespace seedbed::wire
