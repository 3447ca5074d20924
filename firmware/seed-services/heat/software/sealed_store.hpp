// SPDX-License-Identifier: GPL-3.0-or-later
// The seed's document store with every document of Heat sealed: parameters, resolved properties and configs
// carry passwords, and nobody can tell which. Same calls and errors as seed::Store, and VAULT-SEAL. I/O
// thread only.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "firmware/seed-services/core/store.hpp"
#include "firmware/seed-services/core/vault.hpp"

namespace seedbed::heat {

class SealedStore {
public:
    SealedStore(seed::Store& store, const seed::Vault& vault) : store_(store), vault_(vault) {}

    Result<> put(std::string_view kind, std::string_view id, const nlohmann::json& document);
    Result<nlohmann::json> get(std::string_view kind, std::string_view id);
    Result<std::vector<nlohmann::json>> list(std::string_view kind);
    Result<bool> remove(std::string_view kind, std::string_view id) { return store_.remove(kind, id); }
    Result<> removeAll(std::string_view kind) { return store_.removeAll(kind); }
    Result<> atomically(const std::function<Result<>()>& changes) { return store_.atomically(changes); }

private:
    Result<nlohmann::json> opened(std::string_view kind, const nlohmann::json& envelope) const;
    seed::Store& store_;
    const seed::Vault& vault_;
};

} // namespace seedbed::heat
