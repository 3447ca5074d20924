// SPDX-License-Identifier: GPL-3.0-or-later
// Reads of JSON that another program wrote. They never throw: what is absent, null or of another type is
// empty. No I/O, any thread.
#pragma once

#include <cstdint>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace seedbed::field {

std::string text(const nlohmann::json& parent, const char* key);
std::uint64_t number(const nlohmann::json& parent, const char* key);
double real(const nlohmann::json& parent, const char* key);
const nlohmann::json& object(const nlohmann::json& parent, const char* key);
const nlohmann::json& list(const nlohmann::json& parent, const char* key);

} // namespace seedbed::field
