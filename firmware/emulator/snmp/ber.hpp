// SPDX-License-Identifier: GPL-3.0-or-later
// The basic encoding rules as far as SNMP uses them. Pure; nothing that arrives can make it grow or throw. Source:
// X.690, RFC 1157, RFC 3416.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace seedbed::emulator::snmp {

using Oid = std::vector<std::uint32_t>;
constexpr std::size_t kOidLimit = 128;

enum class Tag : std::uint8_t {
    integer = 0x02,
    octets = 0x04,
    null = 0x05,
    oid = 0x06,
    sequence = 0x30,
    address = 0x40,
    counter = 0x41,
    gauge = 0x42,
    ticks = 0x43,
    noSuchObject = 0x80,
    noSuchInstance = 0x81,
    endOfView = 0x82,
    get = 0xa0,
    getNext = 0xa1,
    response = 0xa2,
    set = 0xa3,
    trap1 = 0xa4,
    getBulk = 0xa5,
    trap2 = 0xa7,
};

struct Element {
    Tag tag{};
    std::string_view content;
};

// Takes elements off the front of a buffer. A length that does not fit ends the reading.
class Reader {
public:
    explicit Reader(std::string_view bytes) : rest_(bytes) {}
    bool atEnd() const { return rest_.empty(); }
    std::optional<Element> next();
    std::optional<std::string_view> next(Tag tag); // the content, if that is what comes
    std::optional<std::int64_t> integer();
    std::optional<Oid> oid();

private:
    std::string_view rest_;
};

std::string encode(Tag tag, std::string_view content);
std::string encodeInteger(std::int64_t value, Tag tag = Tag::integer);
std::string encodeOid(const Oid& oid);

} // namespace seedbed::emulator::snmp
