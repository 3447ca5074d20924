// SPDX-License-Identifier: GPL-3.0-or-later
// AWS signature version 2 as Heat's CFN API uses it: HMAC-SHA256 over verb, host, path and the sorted query.
// Pure. Source: keystoneclient's EC2 signer, as recorded in the reference (Heat signals).
#pragma once

#include <map>
#include <string>

namespace seedbed::seed {

struct SignedRequest {
    std::string verb;                              // GET, POST, PUT
    std::string host;                              // as in the Host header; lower-cased here
    std::string path;                              // decoded
    std::map<std::string, std::string> parameters; // decoded; "Signature" is left out of the computation
};
// Base64. The parameters must already hold SignatureMethod, as the signer puts it in before it signs.
std::string signatureV2(const SignedRequest& request, const std::string& secretKey);
// Does the parameter "Signature" fit? Takes the same time wherever it differs. A host may have been signed
// without its port.
bool signatureFits(const SignedRequest& request, const std::string& secretKey);

} // namespace seedbed::seed
