// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/base/secret.hpp"

#include <sys/stat.h>

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed {

Secret::~Secret() {
    if (!text_.empty()) {
        OPENSSL_cleanse(text_.data(), text_.size());
    }
}

bool operator==(const Secret& a, const Secret& b) {
    return a.text_.size() == b.text_.size() && CRYPTO_memcmp(a.text_.data(), b.text_.data(), a.text_.size()) == 0;
}

Result<Secret> readSecretFile(const std::filesystem::path& file) {
    struct stat status {};
    Error error{.kind = ErrorKind::invalid, .id = "SECRET-FILE", .object = file.string(), .attempted = "read a secret"};
    if (::stat(file.c_str(), &status) != 0) {
        error.kind = ErrorKind::notFound;
        error.cause = "no such file";
        error.action = "create it with mode 0600 and the secret as its first line";
        return fail(error);
    }
    if ((status.st_mode & 077) != 0) {
        error.cause = "group or others may read it";
        error.action = "chmod 0600 " + file.string();
        return fail(error);
    }
    auto content = readFile(file, 64 * 1024);
    if (!content) {
        return fail(content.error());
    }
    Secret secret(content->substr(0, content->find_first_of("\r\n")));
    OPENSSL_cleanse(content->data(), content->size());
    if (secret.empty()) {
        error.cause = "the first line is empty";
        error.action = "write the secret into its first line";
        return fail(error);
    }
    return secret;
}

Secret randomSecret(unsigned bytes) {
    std::string raw(bytes, '\0');
    RAND_bytes(reinterpret_cast<unsigned char*>(raw.data()), static_cast<int>(bytes));
    return Secret(toHex(raw));
}

} // namespace seedbed
