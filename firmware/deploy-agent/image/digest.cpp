// SPDX-License-Identifier: GPL-3.0-or-later
// The functions of each algorithm by themselves: OpenSSL's general interface would bring all of its providers
// into the ramdisk, 4 MB of them.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "firmware/deploy-agent/image/digest.hpp"

#include <openssl/md5.h>
#include <openssl/sha.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::deploy_agent {
namespace {

template <class Context, int Init(Context*), int Update(Context*, const void*, std::size_t),
          int Final(unsigned char*, Context*), std::size_t Bytes>
class PlainHash : public Digest::Hash {
public:
    PlainHash() { Init(&context_); }
    void add(std::span<const char> bytes) override { Update(&context_, bytes.data(), bytes.size()); }
    std::string hex() override {
        std::string digest(Bytes, '\0');
        Final(reinterpret_cast<unsigned char*>(digest.data()), &context_);
        return toHex(digest);
    }

private:
    Context context_{};
};

using Md5 = PlainHash<MD5_CTX, MD5_Init, MD5_Update, MD5_Final, MD5_DIGEST_LENGTH>;
using Sha1 = PlainHash<SHA_CTX, SHA1_Init, SHA1_Update, SHA1_Final, SHA_DIGEST_LENGTH>;
using Sha256 = PlainHash<SHA256_CTX, SHA256_Init, SHA256_Update, SHA256_Final, SHA256_DIGEST_LENGTH>;
using Sha384 = PlainHash<SHA512_CTX, SHA384_Init, SHA384_Update, SHA384_Final, SHA384_DIGEST_LENGTH>;
using Sha512 = PlainHash<SHA512_CTX, SHA512_Init, SHA512_Update, SHA512_Final, SHA512_DIGEST_LENGTH>;

std::unique_ptr<Digest::Hash> hashOf(const std::string& name) {
    if (name == "sha256") {
        return std::make_unique<Sha256>();
    }
    if (name == "sha512") {
        return std::make_unique<Sha512>();
    }
    if (name == "sha384") {
        return std::make_unique<Sha384>();
    }
    if (name == "sha1") {
        return std::make_unique<Sha1>();
    }
    return name == "md5" ? std::make_unique<Md5>() : nullptr;
}

} // namespace

Result<Digest> Digest::make(const std::string& algorithm) {
    auto hash = hashOf(lower(algorithm));
    if (!hash) {
        return fail({.kind = ErrorKind::unsupported,
                     .id = "AGENT-HASH",
                     .object = "hash " + algorithm,
                     .attempted = "check an image",
                     .cause = "it is none of md5, sha1, sha256, sha384, sha512",
                     .action = "give the image one of these"});
    }
    return Digest(std::move(hash));
}

} // namespace seedbed::deploy_agent
