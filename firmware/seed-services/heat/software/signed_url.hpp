// SPDX-License-Identifier: GPL-3.0-or-later
// Pre-signed URLs with AWS signature version 2, as nodes use them to signal. No I/O.
// Facts: tripleo-deployment.md section 7.6.
#pragma once

#include <map>
#include <string>

#include "oa-bridge/base/secret.hpp"

namespace seedbed::heat {

struct SignedUrlParts {
    std::string verb;    // POST for signals, PUT for wait conditions
    std::string baseUrl; // "http://192.0.2.1:8000/v1/signal/"
    std::string arn;     // unquoted
    std::string accessKey;
    std::string timestamp; // creation of the resource
};
std::string signedUrl(const SignedUrlParts& parts, const Secret& secretKey);

// base64(HMAC-SHA256(secret, "VERB\nhost\npath\ncanonical query")); host in lower case, path unquoted.
struct SignatureSubject {
    std::string verb, host, path;
    std::map<std::string, std::string> parameters; // without Signature
};
std::string signatureV2(const SignatureSubject& subject, const Secret& secretKey);

} // namespace seedbed::heat
