// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/sha256.hpp"

#include <sodium.h>

namespace seedbed::node_agent {
namespace {

const unsigned char* bytesOf(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytesOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

} // namespace

std::string sha256(std::string_view bytes) {
    std::string digest(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256(bytesOf(digest), bytesOf(bytes), bytes.size());
    return digest;
}

std::string hmacSha256(std::string_view key, std::string_view bytes) {
    std::string digest(crypto_auth_hmacsha256_BYTES, '\0');
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytesOf(key), key.size());
    crypto_auth_hmacsha256_update(&state, bytesOf(bytes), bytes.size());
    crypto_auth_hmacsha256_final(&state, bytesOf(digest));
    return digest;
}

} // namespace seedbed::node_agent
