// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/core/vault.hpp"

#include <sodium.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::seed {

namespace {

constexpr std::string_view mark = "sealed:";
constexpr std::size_t nonceBytes = crypto_secretbox_NONCEBYTES;

Error vaultError(const char* id, std::string object, std::string cause) {
    Error error;
    error.kind = ErrorKind::internal;
    error.id = id;
    error.object = std::move(object);
    error.attempted = "open what is sealed";
    error.cause = std::move(cause);
    error.action = "restore the key file that belongs to this state directory";
    return error;
}

const unsigned char* bytesOf(const std::string& text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytesOf(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

Result<std::string> fromHex(std::string_view hex) {
    std::string bytes(hex.size() / 2, '\0');
    std::size_t length = 0;
    if (sodium_hex2bin(bytesOf(bytes), bytes.size(), hex.data(), hex.size(), nullptr, &length, nullptr) !=
            0 ||
        length * 2 != hex.size()) {
        return fail(vaultError("VAULT-SEAL", "sealed text", "it is no hexadecimal text"));
    }
    return bytes;
}

} // namespace

Result<Vault> Vault::open(const std::filesystem::path& keyFile) {
    if (sodium_init() < 0) {
        return fail(vaultError("VAULT-KEY", keyFile.string(), "libsodium does not start"));
    }
    if (!std::filesystem::exists(keyFile)) {
        auto written = writeFile(keyFile, randomSecret(crypto_secretbox_KEYBYTES).reveal() + "\n", 0600);
        if (!written) {
            return fail(written.error());
        }
    }
    auto hex = readSecretFile(keyFile);
    if (!hex) {
        return fail(hex.error());
    }
    auto key = fromHex(hex->reveal());
    if (!key || key->size() != crypto_secretbox_KEYBYTES) {
        return fail(vaultError("VAULT-KEY", keyFile.string(), "it holds no key"));
    }
    return Vault(Secret(std::move(*key)));
}

std::string Vault::seal(std::string_view plain) const {
    std::string nonce(nonceBytes, '\0');
    randombytes_buf(nonce.data(), nonce.size());
    std::string box(plain.size() + crypto_secretbox_MACBYTES, '\0');
    crypto_secretbox_easy(bytesOf(box), reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
                          bytesOf(nonce), bytesOf(key_.reveal()));
    return std::string(mark) + toHex(nonce + box);
}

Result<std::string> Vault::unseal(std::string_view text) const {
    if (!text.starts_with(mark)) {
        return std::string(text);
    }
    auto bytes = fromHex(text.substr(mark.size()));
    if (!bytes || bytes->size() < nonceBytes + crypto_secretbox_MACBYTES) {
        return fail(vaultError("VAULT-SEAL", "sealed text", "it is too short"));
    }
    auto box = bytes->substr(nonceBytes);
    std::string plain(box.size() - crypto_secretbox_MACBYTES, '\0');
    if (crypto_secretbox_open_easy(bytesOf(plain), bytesOf(box), box.size(), bytesOf(*bytes),
                                   bytesOf(key_.reveal())) != 0) {
        return fail(vaultError("VAULT-SEAL", "sealed text", "it was sealed with another key"));
    }
    return plain;
}

} // namespace seedbed::seed
