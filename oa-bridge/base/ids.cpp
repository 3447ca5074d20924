// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/ids.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

template <class Integer>
bool parseWhole(std::string_view text, Integer& value, int base = 10) {
    auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    return code == std::errc{} && end == text.data() + text.size() && !text.empty();
}

tl::unexpected<Error> invalid(std::string id, std::string_view text, std::string expected) {
    return fail({.kind = ErrorKind::invalid,
                 .id = std::move(id),
                 .object = fmt::format("\"{}\"", text.substr(0, 80)),
                 .attempted = "read it as " + expected,
                 .cause = "it is not one",
                 .action = "write " + expected});
}

} // namespace

Result<MacAddress> MacAddress::parse(std::string_view text) {
    std::string digits;
    for (char c : text) {
        if (c != ':' && c != '-') {
            digits += c;
        }
    }
    bool shapeFits = text.size() == 17 || text.size() == 12;
    MacAddress mac;
    if (digits.size() != 12 || !shapeFits) {
        return invalid("ID-MAC", text, "a MAC address such as 02:00:00:00:01:0a");
    }
    for (std::size_t i = 0; i < 6; ++i) {
        if (!parseWhole(std::string_view(digits).substr(2 * i, 2), mac.bytes[i], 16)) {
            return invalid("ID-MAC", text, "a MAC address such as 02:00:00:00:01:0a");
        }
    }
    return mac;
}

std::string MacAddress::toString() const { return fmt::format("{:02x}", fmt::join(bytes, ":")); }
std::string MacAddress::withDashes() const { return fmt::format("{:02x}", fmt::join(bytes, "-")); }

Result<Ipv4Address> Ipv4Address::parse(std::string_view text) {
    auto parts = split(text, '.');
    Ipv4Address address;
    bool good = parts.size() == 4;
    for (std::size_t i = 0; good && i < 4; ++i) {
        std::uint32_t octet = 256;
        good = parts[i].size() <= 3 && parseWhole(parts[i], octet) && octet < 256;
        address.value = address.value << 8 | octet;
    }
    if (!good) {
        return invalid("ID-IPV4", text, "an IPv4 address such as 192.0.2.1");
    }
    return address;
}

std::string Ipv4Address::toString() const {
    return fmt::format("{}.{}.{}.{}", value >> 24, value >> 16 & 255, value >> 8 & 255, value & 255);
}

Result<Ipv4Net> Ipv4Net::parse(std::string_view text) {
    auto slash = text.find('/');
    Ipv4Net net;
    if (slash == std::string_view::npos || !parseWhole(text.substr(slash + 1), net.prefix) || net.prefix < 0 ||
        net.prefix > 32) {
        return invalid("ID-CIDR", text, "a network such as 192.0.2.0/24");
    }
    auto base = Ipv4Address::parse(text.substr(0, slash));
    if (!base || (base->value & ~net.netmask().value) != 0) {
        return invalid("ID-CIDR", text, "a network such as 192.0.2.0/24, without host bits");
    }
    net.base = *base;
    return net;
}

Ipv4Address Ipv4Net::netmask() const { return {prefix == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix)}; }
Ipv4Address Ipv4Net::broadcast() const { return {base.value | ~netmask().value}; }
bool Ipv4Net::contains(Ipv4Address address) const { return (address.value & netmask().value) == base.value; }
std::string Ipv4Net::toString() const { return fmt::format("{}/{}", base.toString(), prefix); }

Result<std::vector<BayNumber>> parseBays(std::string_view text, BayNumber limit) {
    const std::string expected = fmt::format("bays of 1 to {}, such as 1-4,7", limit);
    std::string_view list = text;
    if (startsWith(list, "bay")) {
        list.remove_prefix(3);
    }
    if (list.size() > 1 && list.front() == '[' && list.back() == ']') {
        list = list.substr(1, list.size() - 2);
    }
    std::set<BayNumber> bays;
    for (const std::string& range : split(list, ',')) {
        auto dash = range.find('-');
        BayNumber first = 0;
        BayNumber last = 0;
        bool good = parseWhole(std::string_view(range).substr(0, dash), first);
        last = first;
        if (dash != std::string::npos) {
            good = good && parseWhole(std::string_view(range).substr(dash + 1), last);
        }
        if (!good || first < 1 || last > limit || first > last) {
            return invalid("ID-BAYS", text, expected);
        }
        for (BayNumber bay = first; bay <= last; ++bay) {
            bays.insert(bay);
        }
    }
    return std::vector<BayNumber>(bays.begin(), bays.end());
}

} // namespace seedbed
