// SPDX-License-Identifier: GPL-3.0-or-later
// Integrity trailer and encryption of RMCP+ payloads. Source: IPMI 2.0 revision 1.1, sections 13.28.4, 13.29.
#include <algorithm>

#include "firmware/emulator/ipmi/session.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kNextHeader = 0x07;
constexpr std::size_t kBlockSize = 16;

bool hasValidCode(const Session& session, const PlusPacket& packet) {
    const auto length = session.suite.codeLength;
    const auto& trailer = packet.trailer;
    if (trailer.size() < length + 2) {
        return false;
    }
    const auto padding = trailer.size() - length - 2;
    if (trailer[padding] != padding || trailer[padding + 1] != kNextHeader) {
        return false;
    }
    const auto covered = packet.covered.first(packet.covered.size() - length);
    const auto code = hmac(session.suite.hash, session.integrityKey, covered);
    return sameSecret(View(code).first(length), trailer.last(length));
}

std::optional<Bytes> decrypt(const Session& session, View payload) {
    if (payload.size() < 2 * kBlockSize) {
        return std::nullopt;
    }
    auto plain = aesDecrypt(session.cipherKey, payload.first(kBlockSize), payload.subspan(kBlockSize));
    if (!plain) {
        return std::nullopt;
    }
    const std::size_t padding = plain->back();
    if (padding >= kBlockSize) {
        return std::nullopt;
    }
    const auto padAt = plain->size() - 1 - padding;
    for (std::size_t i = 0; i < padding; ++i) {
        if ((*plain)[padAt + i] != i + 1) {
            return std::nullopt;
        }
    }
    plain->resize(padAt);
    return plain;
}

Bytes encrypt(const Session& session, View payload, const Block& iv) {
    Bytes plain(payload.begin(), payload.end());
    std::uint8_t padding = 0;
    while ((plain.size() + 1) % kBlockSize != 0) {
        plain.push_back(++padding);
    }
    plain.push_back(padding);
    Bytes out(iv.begin(), iv.end());
    append(out, aesEncrypt(session.cipherKey, iv, plain).value());
    return out;
}

void appendTrailer(const Session& session, Bytes& packet) {
    std::uint8_t padding = 0;
    while ((packet.size() - kRmcpHeader + 2) % 4 != 0) {
        packet.push_back(0xff);
        ++padding;
    }
    append(packet, {padding, kNextHeader});
    const auto code = hmac(session.suite.hash, session.integrityKey, View(packet).subspan(kRmcpHeader));
    append(packet, View(code).first(session.suite.codeLength));
}

} // namespace

std::optional<Bytes> unprotect(Session& session, const PlusPacket& packet) {
    const auto& suite = session.suite;
    if (packet.authenticated != suite.authenticates() || (packet.encrypted && !suite.encrypts()) ||
        (packet.authenticated && !hasValidCode(session, packet))) {
        return std::nullopt;
    }
    auto& window = packet.authenticated ? session.received : session.receivedPlain;
    if (!window.accept(packet.sequence)) {
        return std::nullopt;
    }
    return packet.encrypted ? decrypt(session, packet.payload)
                            : Bytes(packet.payload.begin(), packet.payload.end());
}

Bytes protect(Session& session, PayloadType type, View payload, const Block& iv) {
    PlusHeader header;
    header.type = type;
    header.session = session.exchange.consoleId;
    header.authenticated = session.suite.authenticates();
    header.encrypted = session.suite.encrypts();
    header.sequence = header.authenticated ? ++session.sent : ++session.sentPlain;
    auto packet = makePlusPacket(header, header.encrypted ? encrypt(session, payload, iv)
                                                          : Bytes(payload.begin(), payload.end()));
    if (header.authenticated) {
        appendTrailer(session, packet);
    }
    return packet;
}

} // namespace seedbed::emulator::ipmi
