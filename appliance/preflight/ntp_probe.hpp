// SPDX-License-Identifier: GPL-3.0-or-later
// One SNTP question: does a time server answer, and how far is its clock from ours. The bytes are pure functions; the
// probe is I/O thread only. Source: RFC 5905, RFC 4330.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oa-bridge/async/task.hpp"
#include "oa-bridge/base/ids.hpp"

namespace seedbed {

using NtpTime = std::uint64_t; // seconds since 1900 in the upper 32 bits, of any era; fractions in the lower
NtpTime ntpTime(std::chrono::system_clock::time_point time);

struct NtpAnswer {
    int stratum = 0;
    std::chrono::milliseconds ahead{}; // of the server's clock, against ours
};

std::string ntpQuestion(NtpTime sent);
// None for anything that is no answer to that question, or comes from a clock that is not set.
std::optional<NtpAnswer> readNtpAnswer(std::string_view packet, NtpTime sent, NtpTime received);

// Errors PROBE-NTP (timeout, unreachable).
Task<NtpAnswer> probeNtp(Ipv4Address server, std::uint16_t port, Duration limit);

} // namespace seedbed
