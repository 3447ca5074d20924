// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/cache.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

namespace fs = std::filesystem;

std::string fileName(const std::string& key) {
    std::string name = key;
    for (char& c : name) {
        c = c == '/' || c == '\0' ? '_' : c; // a key from outside never leaves the directory
    }
    return name.empty() || name[0] == '.' ? "_" + name : name;
}

bool sameAs(const fs::path& file, const Json& document) {
    auto text = readFile(file);
    if (!text) {
        return false;
    }
    auto known = parseJson(*text, file.string());
    return known && *known == nlohmann::json(document);
}

} // namespace

Result<CacheState> store(const Documents& documents, const fs::path& directory) {
    std::error_code ignored; // the write below tells
    fs::create_directories(directory, ignored);
    CacheState state;
    for (const auto& [key, document] : documents) {
        const fs::path file = directory / (fileName(key) + ".json");
        auto written = writeFile(file, document.dump(1, ' ', true), 0600);
        if (!written) {
            return fail(written.error());
        }
        bool first = !fs::exists(file.string() + ".orig");
        if (first) {
            written = writeFile(file.string() + ".orig", document.dump(1, ' ', true), 0600);
        }
        if (!written) {
            return fail(written.error());
        }
        state.changed = state.changed || first || !sameAs(file.string() + ".last", document);
        state.files.push_back(file);
    }
    if (state.changed) {
        Json list = Json::array();
        for (const fs::path& file : state.files) {
            list.push_back(file.string());
        }
        auto written = writeFile(directory / "os_config_files.json", list.dump(), 0600);
        if (!written) {
            return fail(written.error());
        }
    }
    return state;
}

Result<> commit(const CacheState& state) {
    for (const fs::path& file : state.files) {
        auto text = readFile(file);
        auto written = text ? writeFile(file.string() + ".last", *text, 0600) : Result<>(fail(text.error()));
        if (!written) {
            return written;
        }
    }
    return {};
}

} // namespace seedbed::node_agent
