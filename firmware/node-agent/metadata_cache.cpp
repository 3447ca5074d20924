// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/metadata_cache.hpp"

#include <filesystem>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

namespace fs = std::filesystem;
constexpr unsigned kMode = 0600; // metadata carries passwords

Result<> copyFile(const std::string& from, const std::string& to) {
    auto text = readFile(from);
    return text ? writeFile(to, *text, kMode) : fail(text.error());
}

bool holds(const std::string& file, const Json& content) {
    auto text = readFile(file);
    auto value = text ? parseOrdered(*text, file) : fail(text.error());
    return value && sameValue(*value, content);
}

} // namespace

Result<bool> MetadataCache::storeOne(const Collected& item) {
    std::string path = folder_ + "/" + item.key + ".json";
    files_.push_back(path);
    auto written = writeFile(path, pythonJson(item.content, 1), kMode);
    std::error_code problem;
    bool first = !fs::exists(path + ".orig", problem);
    if (written && first) {
        written = copyFile(path, path + ".orig");
    }
    if (!written) {
        return fail(written.error());
    }
    bool differs = first || !holds(path + ".last", item.content);
    if (differs) {
        changed_.push_back(path);
    }
    return differs;
}

Result<bool> MetadataCache::store(const std::vector<Collected>& contents) {
    std::error_code problem;
    fs::create_directories(folder_, problem);
    fs::permissions(folder_, fs::perms::owner_all, problem);
    files_.clear();
    changed_.clear();
    for (const auto& item : contents) {
        auto differs = storeOne(item);
        if (!differs) {
            return differs;
        }
    }
    if (changed_.empty()) {
        return false;
    }
    auto listed = writeFile(folder_ + "/os_config_files.json", pythonJson(Json(files_)), kMode);
    if (!listed) {
        return fail(listed.error());
    }
    replaceBackup();
    return true;
}

void MetadataCache::replaceBackup() const {
    std::error_code problem;
    fs::remove_all(backup_, problem);
    fs::create_directories(backup_, problem);
    fs::permissions(backup_, fs::perms::owner_all, problem);
    fs::copy(folder_, backup_, fs::copy_options::recursive, problem);
    if (problem) {
        log::warning("COLLECT-BACKUP", "no backup in " + backup_ + ": " + problem.message());
    }
}

Result<> MetadataCache::commit() {
    for (const auto& path : changed_) {
        auto copied = copyFile(path, path + ".last");
        if (!copied) {
            return copied;
        }
    }
    changed_.clear();
    return {};
}

} // namespace seedbed::node_agent
