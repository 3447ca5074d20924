// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/blade/lldp.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed::emulator {
namespace {

enum Tlv : unsigned {
    end = 0,
    chassisId = 1,
    portId = 2,
    timeToLive = 3,
    portDescription = 4,
    systemName = 5,
    systemDescription = 6,
    capabilities = 7,
    managementAddress = 8
};
constexpr int kMacOfChassis = 4, kNetworkOfChassis = 5;
constexpr int kMacOfPort = 3, kNetworkOfPort = 4, kNameOfPort = 5;
constexpr unsigned char kIpv4 = 1; // IANA address family
constexpr std::size_t kEthernetHeader = 14;
constexpr std::size_t kLongestText = 255;
constexpr std::uint16_t kBridge = 4; // inferred of the module: a bridge

std::string number(std::uint32_t value, int bytes) {
    std::string text;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
        text += static_cast<char>(value >> shift & 0xff);
    }
    return text;
}

std::string bytes(const MacAddress& mac) {
    return {mac.bytes.begin(), mac.bytes.end()};
}

std::string tlv(unsigned type, std::string_view value) {
    const auto length = std::min(value.size(), kLongestText);
    return number(type << 9U | static_cast<unsigned>(length), 2) + std::string(value.substr(0, length));
}

std::uint16_t twoBytes(std::string_view text) {
    return static_cast<std::uint16_t>(static_cast<unsigned char>(text[0]) << 8 |
                                      static_cast<unsigned char>(text[1]));
}

std::string macText(std::string_view value) {
    MacAddress mac;
    std::copy(value.begin(), value.end(), mac.bytes.begin());
    return mac.toString();
}

std::string addressText(std::string_view value) { // family, then address
    if (value.size() != 5 || static_cast<unsigned char>(value[0]) != kIpv4) {
        return {};
    }
    return Ipv4Address{static_cast<std::uint32_t>(twoBytes(value.substr(1))) << 16 |
                       twoBytes(value.substr(3))}
        .toString();
}

std::string printable(std::string_view value) {
    std::string text;
    for (const char c : value) {
        text += c >= ' ' && c <= '~' ? c : '.';
    }
    return text;
}

// The subtype, and the rest as text.
bool readId(std::string_view value, int macType, int addressType, int& type, std::string& id) {
    if (value.size() < 2) {
        return false;
    }
    type = static_cast<unsigned char>(value[0]);
    const auto rest = value.substr(1);
    const bool isMac = type == macType && rest.size() == MacAddress{}.bytes.size();
    id = isMac ? macText(rest) : type == addressType ? addressText(rest) : printable(rest);
    return true;
}

void readOptional(unsigned type, std::string_view value, Neighbour& there) {
    switch (type) {
    case portDescription:
        there.portDescription = printable(value);
        break;
    case systemName:
        there.systemName = printable(value);
        break;
    case systemDescription:
        there.systemDescription = printable(value);
        break;
    case capabilities:
        if (value.size() >= 4) {
            there.capabilities = twoBytes(value);
            there.enabledCapabilities = twoBytes(value.substr(2));
        }
        break;
    case managementAddress: {
        const std::size_t length = value.empty() ? 0 : static_cast<unsigned char>(value[0]);
        if (there.address.empty() && length + 1 <= value.size()) {
            there.address = addressText(value.substr(1, length));
        }
        break;
    }
    default:
        break;
    }
}

// The first three are mandatory and come in this order.
bool readMandatory(unsigned type, std::string_view value, Neighbour& there) {
    switch (type) {
    case chassisId:
        return readId(value, kMacOfChassis, kNetworkOfChassis, there.chassisIdType, there.chassisId);
    case portId:
        return readId(value, kMacOfPort, kNetworkOfPort, there.portIdType, there.portId);
    case timeToLive:
        there.life = std::chrono::seconds(value.size() < 2 ? 0 : twoBytes(value));
        return value.size() >= 2;
    default:
        return false;
    }
}

} // namespace

std::string lldpFrame(const LldpSpeaker& speaker) {
    const std::string nearestBridge("\x01\x80\xc2\x00\x00\x0e", 6);
    const std::string none(1, '\0');
    auto frame = nearestBridge + bytes(speaker.source) + number(kLldpType, 2);
    frame += tlv(chassisId, std::string(1, kMacOfChassis) + bytes(speaker.chassis));
    frame += tlv(portId, std::string(1, kNameOfPort) + speaker.port);
    frame += tlv(timeToLive, number(static_cast<std::uint32_t>(speaker.life), 2));
    frame += tlv(portDescription, speaker.port);
    frame += tlv(systemName, speaker.name);
    frame += tlv(systemDescription, speaker.description);
    frame += tlv(capabilities, number(kBridge, 2) + number(kBridge, 2));
    const auto address = std::string(1, kIpv4) + number(speaker.address.value, 4);
    constexpr char byIfIndex = 2;
    frame += tlv(managementAddress, std::string(1, static_cast<char>(address.size())) + address +
                                        std::string(1, byIfIndex) + number(1, 4) + none);
    return frame + tlv(end, "");
}

std::optional<Neighbour> readLldp(std::string_view frame) {
    if (frame.size() < kEthernetHeader || twoBytes(frame.substr(kEthernetHeader - 2)) != kLldpType) {
        return std::nullopt;
    }
    Neighbour there;
    auto rest = frame.substr(kEthernetHeader);
    for (unsigned expected = chassisId; rest.size() >= 2; ++expected) {
        const unsigned head = twoBytes(rest);
        const unsigned type = head >> 9U;
        const std::size_t length = head & 0x1ffU;
        if (length + 2 > rest.size()) {
            return std::nullopt;
        }
        const auto value = rest.substr(2, length);
        rest.remove_prefix(2 + length);
        const bool mandatory = expected <= timeToLive;
        if (mandatory && (type != expected || !readMandatory(type, value, there))) {
            return std::nullopt;
        }
        if (!mandatory && type == end) {
            return there;
        }
        if (!mandatory) {
            readOptional(type, value, there);
        }
    }
    return std::nullopt; // it has no end
}

} // namespace seedbed::emulator
