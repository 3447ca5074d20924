// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/software/signed_url.hpp"

#include <array>
#include <climits>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/net/http.hpp"

namespace seedbed::heat {
namespace {

std::string canonicalQuery(const std::map<std::string, std::string>& parameters) {
    std::string query;
    for (const auto& [name, value] : parameters) {
        query += (query.empty() ? "" : "&") + percentEncode(name) + "=" + percentEncode(value);
    }
    return query;
}

std::string hmacSha256(const std::string& key, const std::string& text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(std::min<std::size_t>(key.size(), INT_MAX)),
         reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &length);
    return {reinterpret_cast<const char*>(digest.data()), length};
}

} // namespace

std::string signatureV2(const SignatureSubject& subject, const Secret& secretKey) {
    const auto text = subject.verb + "\n" + lower(subject.host) + "\n" + subject.path + "\n" +
                      canonicalQuery(subject.parameters);
    return toBase64(hmacSha256(secretKey.reveal(), text));
}

std::string signedUrl(const SignedUrlParts& parts, const Secret& secretKey) {
    const auto schemeEnd = parts.baseUrl.find("://") + 3;
    const auto pathStart = parts.baseUrl.find('/', schemeEnd);
    SignatureSubject subject;
    subject.verb = parts.verb;
    subject.host = parts.baseUrl.substr(schemeEnd, pathStart - schemeEnd);
    subject.path = parts.baseUrl.substr(pathStart) + parts.arn;
    subject.parameters = {{"SignatureMethod", "HmacSHA256"},
                          {"SignatureVersion", "2"},
                          {"AWSAccessKeyId", parts.accessKey},
                          {"Timestamp", parts.timestamp}};
    const auto signature = signatureV2(subject, secretKey);
    return parts.baseUrl + percentEncode(parts.arn) + "?" + canonicalQuery(subject.parameters) +
           "&Signature=" + percentEncode(signature);
}

} // namespace seedbed::heat
