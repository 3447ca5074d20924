// SPDX-License-Identifier: GPL-3.0-or-later
// The outer layers of a datagram on port 623: RMCP header, ASF presence ping, IPMI 1.5 and RMCP+ session
// headers. Pure. What is malformed gives no packet and is to be dropped in silence. Source: IPMI 2.0
// revision 1.1, sections 13.1 to 13.6; ASF 2.0 section 3.2.
#pragma once

#include <optional>
#include <variant>

#include "firmware/emulator/ipmi/bytes.hpp"

namespace seedbed::emulator::ipmi {

enum class PayloadType : std::uint8_t {
    message = 0x00,
    sol = 0x01,
    openSessionRequest = 0x10,
    openSessionResponse = 0x11,
    rakp1 = 0x12,
    rakp2 = 0x13,
    rakp3 = 0x14,
    rakp4 = 0x15,
};

struct AsfPing {
    std::uint8_t tag;
};

// IPMI 1.5 framing with authentication type none, the only one this BMC reads: it serves commands before
// login.
struct LegacyPacket {
    std::uint32_t session;
    View message;
};

struct PlusPacket {
    bool encrypted;
    bool authenticated;
    PayloadType type;
    std::uint32_t session;
    std::uint32_t sequence;
    View payload;
    View trailer; // integrity pad, pad length, next header, authentication code
    View covered; // from the authentication type to the end, code included
};

using Packet = std::variant<AsfPing, LegacyPacket, PlusPacket>;

// The views point into `datagram`.
std::optional<Packet> parsePacket(View datagram);

Bytes makePong(std::uint8_t tag);
Bytes makeLegacyPacket(View message);

struct PlusHeader {
    bool encrypted = false;
    bool authenticated = false;
    PayloadType type = PayloadType::message;
    std::uint32_t session = 0;
    std::uint32_t sequence = 0;
};
// RMCP header, session header and payload. The integrity trailer, if any, is the caller's.
Bytes makePlusPacket(const PlusHeader& header, View payload);

constexpr std::size_t kRmcpHeader = 4;

} // namespace seedbed::emulator::ipmi
