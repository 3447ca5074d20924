// SPDX-License-Identifier: GPL-3.0-or-later
// Seals the secrets that documents in the store must hold (BMC passwords, EC2 keys), so that a copy of the
// database gives none away. The key is a file of the state directory that only its owner may read. Errors
// VAULT-KEY, VAULT-SEAL (sealed with another key, or damaged).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "oa-bridge/base/secret.hpp"

namespace seedbed::seed {

class Vault {
public:
    static Result<Vault> open(const std::filesystem::path& keyFile); // makes the key when there is none
    std::string seal(std::string_view plain) const;                  // "sealed:<hex>"
    Result<std::string> unseal(std::string_view text) const; // a text without the mark is plain already

private:
    explicit Vault(Secret key) : key_(std::move(key)) {}
    Secret key_; // raw bytes
};

} // namespace seedbed::seed
