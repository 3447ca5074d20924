// SPDX-License-Identifier: GPL-3.0-or-later
// The arithmetic of the RAKP key exchange. Pure. Source: IPMI 2.0 revision 1.1, sections 13.28 to 13.32.
#pragma once

#include <string>

#include "firmware/emulator/ipmi/crypto.hpp"

namespace seedbed::emulator::ipmi {

struct KeyExchange {
    Hash hash = Hash::sha1;
    Bytes userKey;               // the password, at most 20 bytes of it
    std::uint32_t consoleId = 0; // SIDm: the remote console's session number
    std::uint32_t managedId = 0; // SIDc: ours
    Block consoleRandom{};       // Rm
    Block managedRandom{};       // Rc
    Block guid{};
    std::uint8_t role = 0; // as sent, with the bit for the kind of name look-up
    std::string user;
};

Bytes userKey(std::string_view password);
Bytes keyExchangeCode(const KeyExchange& exchange); // ours, in RAKP 2
Bytes consoleProof(const KeyExchange& exchange);    // theirs, in RAKP 3
Bytes sessionIntegrityKey(const KeyExchange& exchange);
Bytes finalCheck(const KeyExchange& exchange, View integrityKey);       // ours, in RAKP 4, before it is cut
Bytes additionalKey(Hash hash, View integrityKey, std::uint8_t number); // K1, K2

} // namespace seedbed::emulator::ipmi
