// SPDX-License-Identifier: GPL-3.0-or-later
// Where the seed services keep what they must not forget: JSON documents by kind and id, in one SQLite file
// (WAL, one writer). Calls are short and blocking, on the I/O thread. Errors STORE-OPEN, STORE-IO,
// STORE-ABSENT.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "oa-bridge/base/error.hpp"

namespace seedbed::seed {

class Store {
public:
    static Result<std::unique_ptr<Store>> open(const std::filesystem::path& file);
    ~Store();
    Result<> put(std::string_view kind, std::string_view id,
                 const nlohmann::json& document);                           // insert or replace
    Result<nlohmann::json> get(std::string_view kind, std::string_view id); // STORE-ABSENT
    // In the order of first insertion.
    Result<std::vector<nlohmann::json>> list(std::string_view kind);
    Result<bool> remove(std::string_view kind, std::string_view id); // whether it was there
    Result<> removeAll(std::string_view kind);
    // Several changes, all or none. `changes` must not throw.
    Result<> atomically(const std::function<Result<>()>& changes);

private:
    struct State;
    explicit Store(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

} // namespace seedbed::seed
