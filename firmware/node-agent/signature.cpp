// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/signature.hpp"

#include <openssl/hmac.h>

#include "firmware/posix/http_text.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {

std::string signedQuery(const std::string& verb, const std::string& host, const std::string& path,
                        std::map<std::string, std::string> parameters, const std::string& secret) {
    parameters["SignatureMethod"] = "HmacSHA256";
    parameters["SignatureVersion"] = "2";
    std::string query;
    for (const auto& [name, value] : parameters) { // std::map sorts by byte value, as the scheme asks
        query += (query.empty() ? "" : "&") + posix::percentEncode(name) + "=" + posix::percentEncode(value);
    }
    const std::string text = verb + "\n" + lower(host) + "\n" + path + "\n" + query;
    unsigned char code[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()), reinterpret_cast<const unsigned char*>(text.data()),
         text.size(), code, &length);
    std::string_view bytes(reinterpret_cast<const char*>(code), length);
    return query + "&Signature=" + posix::percentEncode(toBase64(bytes));
}

} // namespace seedbed::node_agent
