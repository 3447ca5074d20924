// SPDX-License-Identifier: GPL-3.0-or-later
// Pre-signed URLs with AWS signature version 2, as nodes use them to signal. No I/O.
// Facts: tripleo-deployment.md section 7.6.
#pragma once

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

} // namespace seedbed::heat
