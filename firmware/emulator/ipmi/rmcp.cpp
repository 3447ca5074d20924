// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/rmcp.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kRmcpVersion = 0x06;
constexpr std::uint8_t kNoAck = 0xff;
constexpr std::uint8_t kClassAsf = 0x06;
constexpr std::uint8_t kClassIpmi = 0x07;
constexpr std::uint8_t kAuthenticationNone = 0x00;
constexpr std::uint8_t kAuthenticationPlus = 0x06;
constexpr std::uint8_t kAsfPing = 0x80;
constexpr unsigned kAsfPong = 0x40;
constexpr std::size_t kLegacyHeader = 10; // authentication type, sequence, session, length
constexpr std::size_t kPlusHeader = 12;   // authentication type, payload type, session, sequence, length

std::optional<Packet> parseAsf(View body) {
    const bool isPing = body.size() >= 8 && body[0] == 0 && body[1] == 0 && body[2] == 0x11 &&
                        body[3] == 0xbe && body[4] == kAsfPing;
    if (!isPing) {
        return std::nullopt;
    }
    return AsfPing{body[5]};
}

std::optional<Packet> parseLegacy(View body) {
    if (body.size() < kLegacyHeader || body.size() < kLegacyHeader + body[9]) {
        return std::nullopt;
    }
    return LegacyPacket{read32(body, 5), body.subspan(kLegacyHeader, body[9])};
}

std::optional<Packet> parsePlus(View body) {
    if (body.size() < kPlusHeader || body.size() < kPlusHeader + read16(body, 10)) {
        return std::nullopt;
    }
    const auto length = read16(body, 10);
    PlusPacket packet{};
    packet.encrypted = (body[1] & 0x80) != 0;
    packet.authenticated = (body[1] & 0x40) != 0;
    packet.type = static_cast<PayloadType>(body[1] & 0x3f);
    packet.session = read32(body, 2);
    packet.sequence = read32(body, 6);
    packet.payload = body.subspan(kPlusHeader, length);
    packet.trailer = body.subspan(kPlusHeader + length);
    packet.covered = body;
    return packet;
}

} // namespace

std::optional<Packet> parsePacket(View datagram) {
    if (datagram.size() <= kRmcpHeader || datagram[0] != kRmcpVersion) {
        return std::nullopt;
    }
    const auto body = datagram.subspan(kRmcpHeader);
    if (datagram[3] == kClassAsf) {
        return parseAsf(body);
    }
    if (datagram[3] != kClassIpmi) {
        return std::nullopt;
    }
    if (body[0] == kAuthenticationNone) {
        return parseLegacy(body);
    }
    return body[0] == kAuthenticationPlus ? parsePlus(body) : std::nullopt;
}

Bytes makePong(std::uint8_t tag) {
    Bytes packet;
    append(packet, {kRmcpVersion, 0, kNoAck, kClassAsf});
    append(packet, {0, 0, 0x11, 0xbe, kAsfPong, tag, 0, 16});
    append(packet, {0, 0, 0x11, 0xbe, 0, 0, 0, 0}); // ASF itself, no OEM part
    append(packet, {0x81, 0, 0, 0, 0, 0, 0, 0});    // IPMI supported, ASF 1.0
    return packet;
}

Bytes makeLegacyPacket(View message) {
    Bytes packet;
    append(packet, {kRmcpVersion, 0, kNoAck, kClassIpmi, kAuthenticationNone});
    append32(packet, 0); // sequence
    append32(packet, 0); // session
    append(packet, {static_cast<unsigned>(message.size())});
    append(packet, message);
    return packet;
}

Bytes makePlusPacket(const PlusHeader& header, View payload) {
    Bytes packet;
    append(packet, {kRmcpVersion, 0, kNoAck, kClassIpmi, kAuthenticationPlus});
    append(packet, {(header.encrypted ? 0x80u : 0u) | (header.authenticated ? 0x40u : 0u) |
                    static_cast<unsigned>(header.type)});
    append32(packet, header.session);
    append32(packet, header.sequence);
    append16(packet, static_cast<unsigned>(payload.size()));
    append(packet, payload);
    return packet;
}

} // namespace seedbed::emulator::ipmi
