// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/metadata_files.hpp"

#include <charconv>

#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

const Json* itemOf(const Json& list, const std::string& number) {
    long index = 0;
    auto [end, code] = std::from_chars(number.data(), number.data() + number.size(), index);
    if (code != std::errc{} || end != number.data() + number.size()) {
        return nullptr;
    }
    auto size = static_cast<long>(list.size());
    index += index < 0 ? size : 0;
    return index >= 0 && index < size ? &list[static_cast<std::size_t>(index)] : nullptr;
}

const Json* step(const Json& value, const std::string& name) {
    if (value.is_array()) {
        return itemOf(value, name);
    }
    auto found = value.is_object() ? value.find(name) : value.end();
    return value.is_object() && found != value.end() ? &*found : nullptr;
}

} // namespace

Result<Json> readMetadata(const std::vector<std::string>& files) {
    Json merged = Json::object();
    for (const auto& file : files) {
        std::error_code problem;
        if (file.empty() || !std::filesystem::exists(file, problem)) {
            continue;
        }
        auto text = readFile(file);
        if (!text) {
            return fail(text.error());
        }
        auto value = parseOrdered(*text, file);
        if (!value) {
            return fail(value.error());
        }
        mergeDeep(merged, *value);
    }
    return merged;
}

const Json* findKey(const Json& metadata, std::string_view key) {
    const Json* value = &metadata;
    for (const auto& part : split(key, '.')) {
        value = step(*value, part);
        if (value == nullptr || value->is_null()) {
            return nullptr;
        }
    }
    return value;
}

} // namespace seedbed::node_agent
