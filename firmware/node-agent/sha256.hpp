// SPDX-License-Identifier: GPL-3.0-or-later
// SHA-256 (FIPS 180-4) and HMAC (RFC 2104) for signed metadata requests, by libsodium: libcrypto would make the
// static program several times its size. Pure.
#pragma once

#include <string>
#include <string_view>

namespace seedbed::node_agent {

std::string sha256(std::string_view bytes); // 32 bytes
std::string hmacSha256(std::string_view key, std::string_view bytes);

} // namespace seedbed::node_agent
