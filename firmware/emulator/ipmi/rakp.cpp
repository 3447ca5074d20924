// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/rakp.hpp"

#include <algorithm>

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::size_t kPasswordLength = 20;

void appendRoleAndUser(Bytes& to, const KeyExchange& exchange) {
    append(to, {exchange.role, static_cast<unsigned>(exchange.user.size())});
    append(to, viewOf(exchange.user));
}

} // namespace

Bytes userKey(std::string_view password) {
    Bytes key;
    append(key, viewOf(password.substr(0, std::min(kPasswordLength, password.size()))));
    key.resize(kPasswordLength);
    return key;
}

Bytes keyExchangeCode(const KeyExchange& exchange) {
    Bytes text;
    append32(text, exchange.consoleId);
    append32(text, exchange.managedId);
    append(text, exchange.consoleRandom);
    append(text, exchange.managedRandom);
    append(text, exchange.guid);
    appendRoleAndUser(text, exchange);
    return hmac(exchange.hash, exchange.userKey, text);
}

Bytes consoleProof(const KeyExchange& exchange) {
    Bytes text;
    append(text, exchange.managedRandom);
    append32(text, exchange.consoleId);
    appendRoleAndUser(text, exchange);
    return hmac(exchange.hash, exchange.userKey, text);
}

Bytes sessionIntegrityKey(const KeyExchange& exchange) {
    Bytes text;
    append(text, exchange.consoleRandom);
    append(text, exchange.managedRandom);
    appendRoleAndUser(text, exchange);
    return hmac(exchange.hash, exchange.userKey, text); // no K_g is set, so the user's key stands for it
}

Bytes finalCheck(const KeyExchange& exchange, View integrityKey) {
    Bytes text;
    append(text, exchange.consoleRandom);
    append32(text, exchange.managedId);
    append(text, exchange.guid);
    return hmac(exchange.hash, integrityKey, text);
}

Bytes additionalKey(Hash hash, View integrityKey, std::uint8_t number) {
    return hmac(hash, integrityKey, Bytes(kPasswordLength, number));
}

} // namespace seedbed::emulator::ipmi
