// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/crypto.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

namespace seedbed::emulator::ipmi {
namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

constexpr std::size_t kBlock = 16;

enum class Direction { decrypt = 0, encrypt = 1 };

std::optional<Bytes> aes(Direction direction, View key, View iv, View data) {
    if (key.size() < kBlock || iv.size() != kBlock || data.size() % kBlock != 0) {
        return std::nullopt;
    }
    const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> context(EVP_CIPHER_CTX_new());
    Bytes out(data.size() + kBlock);
    int length = 0;
    const bool done =
        context &&
        EVP_CipherInit_ex(context.get(), EVP_aes_128_cbc(), nullptr, key.data(), iv.data(),
                          static_cast<int>(direction)) == 1 &&
        EVP_CIPHER_CTX_set_padding(context.get(), 0) == 1 &&
        EVP_CipherUpdate(context.get(), out.data(), &length, data.data(), static_cast<int>(data.size())) == 1;
    if (!done) {
        return std::nullopt;
    }
    out.resize(static_cast<std::size_t>(length));
    return out;
}

void fillRandom(std::span<std::uint8_t> bytes) {
    if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1) {
        throw std::runtime_error("the system gives no random numbers");
    }
}

} // namespace

Bytes hmac(Hash hash, View key, View data) {
    Bytes code(hashSize(hash));
    unsigned length = 0;
    const auto* digest = hash == Hash::sha1 ? EVP_sha1() : EVP_sha256();
    if (HMAC(digest, key.data(), static_cast<int>(key.size()), data.data(), data.size(), code.data(),
             &length) == nullptr) {
        throw std::runtime_error("OpenSSL offers no HMAC");
    }
    return code;
}

std::optional<Bytes> aesEncrypt(View key, const Block& iv, View data) {
    return aes(Direction::encrypt, key, iv, data);
}

std::optional<Bytes> aesDecrypt(View key, View iv, View data) {
    return aes(Direction::decrypt, key, iv, data);
}

Block randomBlock() {
    Block block;
    fillRandom(block);
    return block;
}

std::uint32_t randomNumber() {
    return read32(randomBlock(), 0);
}

bool sameSecret(View a, View b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace seedbed::emulator::ipmi
