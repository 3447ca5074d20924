// SPDX-License-Identifier: GPL-3.0-or-later
// The small identifying values every layer speaks of: bays, MAC and IPv4 addresses. Plain values, any thread.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed {

using BayNumber = int; // device bays count from 1

struct MacAddress {
    std::array<std::uint8_t, 6> bytes{};
    // Accepts ":" or "-" between the octets, or neither; any case. Error ID-MAC.
    static Result<MacAddress> parse(std::string_view text);
    std::string toString() const;                 // 02:00:00:00:01:0a
    std::string withDashes() const;               // 02-00-00-00-01-0a
    auto operator<=>(const MacAddress&) const = default;
};

struct Ipv4Address {
    std::uint32_t value = 0; // host byte order
    static Result<Ipv4Address> parse(std::string_view text); // Error ID-IPV4
    std::string toString() const;
    Ipv4Address operator+(std::uint32_t n) const { return {value + n}; }
    auto operator<=>(const Ipv4Address&) const = default;
};

struct Ipv4Net {
    Ipv4Address base;
    int prefix = 32;
    static Result<Ipv4Net> parse(std::string_view text); // "10.83.0.0/24"; host bits must be zero. Error ID-CIDR
    bool contains(Ipv4Address address) const;
    Ipv4Address netmask() const;
    Ipv4Address broadcast() const;
    Ipv4Address host(std::uint32_t n) const { return base + n; }
    std::string toString() const;
    auto operator<=>(const Ipv4Net&) const = default;
};

// "1-4,7", "bay3", "bay[1-4,7]" -> sorted bay numbers within 1..limit. Error ID-BAYS.
Result<std::vector<BayNumber>> parseBays(std::string_view text, BayNumber limit);

} // namespace seedbed
