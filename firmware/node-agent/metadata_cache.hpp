// SPDX-License-Identifier: GPL-3.0-or-later
// os-collect-config's cache folder: <key>.json as collected, .json.orig the first ever, .json.last the one the command
// last succeeded with (tripleo-deployment 11.1).
#pragma once

#include <string>
#include <vector>

#include "firmware/node-agent/collectors.hpp"

namespace seedbed::node_agent {

class MetadataCache {
public:
    MetadataCache(std::string folder, std::string backup) : folder_(std::move(folder)), backup_(std::move(backup)) {}

    // Writes the contents, the list of their files and, when anything changed, the backup folder. True when anything
    // changed since the last commit. Errors FILE-*.
    Result<bool> store(const std::vector<Collected>& contents);
    // The command succeeded with what was stored.
    Result<> commit();
    const std::vector<std::string>& files() const { return files_; }

private:
    Result<bool> storeOne(const Collected& item);
    void replaceBackup() const;
    std::string folder_;
    std::string backup_;
    std::vector<std::string> files_;
    std::vector<std::string> changed_;
};

} // namespace seedbed::node_agent
