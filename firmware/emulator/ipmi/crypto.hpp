// SPDX-License-Identifier: GPL-3.0-or-later
// The primitives of the RMCP+ cipher suites, from OpenSSL. Any thread.
#pragma once

#include <array>
#include <optional>

#include "firmware/emulator/ipmi/bytes.hpp"

namespace seedbed::emulator::ipmi {

enum class Hash { sha1, sha256 };
constexpr std::size_t hashSize(Hash hash) {
    return hash == Hash::sha1 ? 20 : 32;
}

using Block = std::array<std::uint8_t, 16>;

Bytes hmac(Hash hash, View key, View data);
// AES-CBC-128 without padding; `data` is a multiple of 16 long, `key` at least 16.
std::optional<Bytes> aesEncrypt(View key, const Block& iv, View data);
std::optional<Bytes> aesDecrypt(View key, View iv, View data);
Block randomBlock();
std::uint32_t randomNumber();
bool sameSecret(View a, View b); // in constant time

} // namespace seedbed::emulator::ipmi
