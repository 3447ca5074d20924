// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/glance/digest.hpp"

#include <array>
#include <fstream>
#include <memory>

#include <openssl/evp.h>

#include "firmware/seed-services/glance/disk_format.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr std::size_t chunkBytes = 1u << 20;

class Hash {
public:
    explicit Hash(const EVP_MD* kind) : context_(EVP_MD_CTX_new(), &EVP_MD_CTX_free) {
        EVP_DigestInit_ex(context_.get(), kind, nullptr);
    }
    void add(const std::string& chunk, std::size_t bytes) {
        EVP_DigestUpdate(context_.get(), chunk.data(), bytes);
    }
    std::string hex() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned size = 0;
        EVP_DigestFinal_ex(context_.get(), bytes.data(), &size);
        return toHex({reinterpret_cast<const char*>(bytes.data()), size});
    }

private:
    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

} // namespace

Result<FileDigest> digestOf(const std::filesystem::path& file) {
    std::ifstream input(file, std::ios::binary);
    Hash md5(EVP_md5()), sha256(EVP_sha256()), sha512(EVP_sha512());
    FileDigest digest;
    std::string chunk(chunkBytes, '\0');
    while (input) {
        input.read(chunk.data(), static_cast<std::streamsize>(chunk.size()));
        auto count = static_cast<std::size_t>(input.gcount());
        for (auto* hash : {&md5, &sha256, &sha512}) {
            hash->add(chunk, count);
        }
        if (digest.bytes == 0) {
            digest.head = chunk.substr(0, std::min(count, diskHeadBytes));
        }
        digest.bytes += count;
    }
    if (!input.eof()) {
        Error error;
        error.kind = ErrorKind::internal;
        error.id = "IMAGE-READ";
        error.object = file.string();
        error.attempted = "read it for its checksums";
        error.cause = "it cannot be read to its end";
        error.action = "check the state directory";
        return fail(std::move(error));
    }
    digest.md5 = md5.hex();
    digest.sha256 = sha256.hex();
    digest.sha512 = sha512.hex();
    return digest;
}

} // namespace seedbed::seed
