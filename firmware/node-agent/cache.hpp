// SPDX-License-Identifier: GPL-3.0-or-later
// The cache of os-collect-config: one file a document, compared with what was last applied (tripleo-deployment 11.1).
// Blocking. Errors FILE-*.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "firmware/node-agent/collectors.hpp"

namespace seedbed::node_agent {

struct CacheState {
    std::vector<std::filesystem::path> files; // of all documents, in collector order
    bool changed = false;
};

// Writes <key>.json for each document and os_config_files.json when something changed.
Result<CacheState> store(const Documents& documents, const std::filesystem::path& directory);
// The command succeeded: what is there counts as applied.
Result<> commit(const CacheState& state);

} // namespace seedbed::node_agent
