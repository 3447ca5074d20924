// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/keystone/signature.hpp"

#include <array>

#include <sodium.h>

#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::seed {

namespace {

std::string hmacSha256(const std::string& key, const std::string& text) {
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()), key.size());
    crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(text.data()), text.size());
    crypto_auth_hmacsha256_final(&state, code.data());
    return {reinterpret_cast<const char*>(code.data()), code.size()};
}

} // namespace

std::string signatureV2(const SignedRequest& request, const std::string& secretKey) {
    std::string query;
    for (const auto& [name, value] : request.parameters) { // a map is sorted already
        if (name != "Signature") {
            query += (query.empty() ? "" : "&") + percentEncode(name) + "=" + percentEncode(value);
        }
    }
    std::string text = request.verb + "\n" + lower(request.host) + "\n" + request.path + "\n" + query;
    return toBase64(hmacSha256(secretKey, text));
}

bool signatureFits(const SignedRequest& request, const std::string& secretKey) {
    auto given = request.parameters.find("Signature");
    if (given == request.parameters.end()) {
        return false;
    }
    if (Secret(signatureV2(request, secretKey)) == Secret(given->second)) {
        return true;
    }
    auto colon = request.host.rfind(':');
    if (colon == std::string::npos) {
        return false;
    }
    SignedRequest bare = request;
    bare.host.resize(colon);
    return Secret(signatureV2(bare, secretKey)) == Secret(given->second);
}

} // namespace seedbed::seed
