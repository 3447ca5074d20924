// SPDX-License-Identifier: GPL-3.0-or-later
// The metadata that os-apply-config works on: JSON files merged in order, and one value of it by key.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "firmware/node-agent/json_text.hpp"

namespace seedbed::node_agent {

// Missing files are skipped. Errors JSON-SYNTAX, FILE-READ.
Result<Json> readMetadata(const std::vector<std::string>& files);

// "a.b.0": members by name, list items by number; null counts as missing. Pure.
const Json* findKey(const Json& metadata, std::string_view key);

} // namespace seedbed::node_agent
