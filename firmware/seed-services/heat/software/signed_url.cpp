// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/software/signed_url.hpp"

#include "firmware/seed-services/keystone/signature.hpp"
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

} // namespace

std::string signedUrl(const SignedUrlParts& parts, const Secret& secretKey) {
    const auto schemeEnd = parts.baseUrl.find("://") + 3;
    const auto pathStart = parts.baseUrl.find('/', schemeEnd);
    seed::SignedRequest subject;
    subject.verb = parts.verb;
    subject.host = parts.baseUrl.substr(schemeEnd, pathStart - schemeEnd);
    subject.path = parts.baseUrl.substr(pathStart) + parts.arn;
    subject.parameters = {{"SignatureMethod", "HmacSHA256"},
                          {"SignatureVersion", "2"},
                          {"AWSAccessKeyId", parts.accessKey},
                          {"Timestamp", parts.timestamp}};
    const auto signature = seed::signatureV2(subject, secretKey.reveal());
    return parts.baseUrl + percentEncode(parts.arn) + "?" + canonicalQuery(subject.parameters) +
           "&Signature=" + percentEncode(signature);
}

} // namespace seedbed::heat
