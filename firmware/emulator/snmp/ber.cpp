// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/snmp/ber.hpp"

namespace seedbed::emulator::snmp {
namespace {

std::uint8_t at(std::string_view bytes, std::size_t i) {
    return static_cast<std::uint8_t>(bytes[i]);
}

} // namespace

std::optional<Element> Reader::next() {
    if (rest_.size() < 2) {
        return std::nullopt;
    }
    const auto tag = static_cast<Tag>(at(rest_, 0));
    std::size_t length = at(rest_, 1);
    std::size_t head = 2;
    if (length >= 0x80) {
        const std::size_t octets = length & 0x7f;
        if (octets == 0 || octets > 4 || rest_.size() < 2 + octets) {
            return std::nullopt;
        }
        length = 0;
        for (std::size_t i = 0; i < octets; ++i) {
            length = length << 8 | at(rest_, 2 + i);
        }
        head += octets;
    }
    if (length > rest_.size() - head) {
        return std::nullopt;
    }
    const Element element{tag, rest_.substr(head, length)};
    rest_.remove_prefix(head + length);
    return element;
}

std::optional<std::string_view> Reader::next(Tag tag) {
    const auto element = next();
    return element && element->tag == tag ? std::optional(element->content) : std::nullopt;
}

std::optional<std::int64_t> Reader::integer() {
    const auto content = next(Tag::integer);
    if (!content || content->empty() || content->size() > 8) {
        return std::nullopt;
    }
    std::uint64_t value = (at(*content, 0) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < content->size(); ++i) {
        value = value << 8 | at(*content, i);
    }
    return static_cast<std::int64_t>(value);
}

std::optional<Oid> Reader::oid() {
    const auto content = next(Tag::oid);
    if (!content || content->empty()) {
        return std::nullopt;
    }
    Oid oid;
    std::uint64_t part = 0;
    for (std::size_t i = 0; i < content->size(); ++i) {
        part = part << 7 | (at(*content, i) & 0x7f);
        if (part > 0xffffffff || oid.size() >= kOidLimit) {
            return std::nullopt;
        }
        if ((at(*content, i) & 0x80) != 0) {
            continue;
        }
        if (oid.empty()) { // the first octet holds two parts
            const auto first = part < 80 ? part / 40 : 2;
            oid.push_back(static_cast<std::uint32_t>(first));
            part -= first * 40;
        }
        oid.push_back(static_cast<std::uint32_t>(part));
        part = 0;
    }
    const bool whole = (at(*content, content->size() - 1) & 0x80) == 0;
    return whole ? std::optional(std::move(oid)) : std::nullopt;
}

std::string encode(Tag tag, std::string_view content) {
    std::string bytes(1, static_cast<char>(tag));
    if (content.size() < 0x80) {
        bytes += static_cast<char>(content.size());
    } else {
        bytes += static_cast<char>(0x82);
        bytes += static_cast<char>(content.size() >> 8 & 0xff);
        bytes += static_cast<char>(content.size() & 0xff);
    }
    return bytes.append(content);
}

std::string encodeInteger(std::int64_t value, Tag tag) {
    std::string bytes;
    bool more = true;
    while (more) { // lowest octet first, until the rest is only sign
        bytes.insert(bytes.begin(), static_cast<char>(value & 0xff));
        const bool negative = (value & 0x80) != 0;
        value >>= 8;
        more = !(value == 0 && !negative) && !(value == -1 && negative);
    }
    return encode(tag, bytes);
}

std::string encodeOid(const Oid& oid) {
    std::string bytes;
    for (std::size_t i = 1; i < oid.size(); ++i) {
        std::uint64_t part = i == 1 ? oid[0] * std::uint64_t{40} + oid[1] : oid[i];
        std::string coded(1, static_cast<char>(part & 0x7f));
        while ((part >>= 7) != 0) {
            coded.insert(coded.begin(), static_cast<char>(0x80 | (part & 0x7f)));
        }
        bytes += coded;
    }
    return encode(Tag::oid, bytes);
}

} // namespace seedbed::emulator::snmp
