// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/deploy-agent/image/digest.hpp"

#include <openssl/evp.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

// Named one by one: looking a name up would link every algorithm of the library.
const EVP_MD* algorithmOf(const std::string& name) {
    return name == "md5"      ? EVP_md5()
           : name == "sha1"   ? EVP_sha1()
           : name == "sha256" ? EVP_sha256()
           : name == "sha384" ? EVP_sha384()
           : name == "sha512" ? EVP_sha512()
                              : nullptr;
}

} // namespace

Result<Digest> Digest::make(const std::string& algorithm) {
    Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto* known = algorithmOf(lower(algorithm));
    if (known == nullptr || EVP_DigestInit_ex(context.get(), known, nullptr) != 1) {
        return fail({.kind = ErrorKind::unsupported,
                     .id = "AGENT-HASH",
                     .object = "hash " + algorithm,
                     .attempted = "check an image",
                     .cause = "it is none of md5, sha1, sha256, sha384, sha512",
                     .action = "give the image one of these"});
    }
    return Digest(std::move(context));
}

void Digest::add(std::span<const char> bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

std::string Digest::hex() {
    std::string digest(EVP_MAX_MD_SIZE, '\0');
    unsigned length = 0;
    EVP_DigestFinal_ex(context_.get(), reinterpret_cast<unsigned char*>(digest.data()), &length);
    digest.resize(length);
    return toHex(digest);
}

} // namespace seedbed::deploy_agent
