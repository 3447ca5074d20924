// SPDX-License-Identifier: GPL-3.0-or-later
// os-apply-config: renders a tree of templates from merged metadata (tripleo-deployment 11.2). All templates are
// rendered before anything is written. Blocking. Errors APPLY-*, TEMPLATE-SYNTAX, each naming the file.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "firmware/node-agent/json_text.hpp"
#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

struct RenderedFile {
    std::filesystem::path path; // below the output root
    std::string content;
    std::optional<unsigned> mode;
    bool allowEmpty = true;
};

Result<Json> mergeMetadata(const std::vector<std::filesystem::path>& files); // missing ones are skipped
Result<std::vector<RenderedFile>> renderTree(const std::filesystem::path& templates, const Json& metadata);
Result<> install(const std::vector<RenderedFile>& files, const std::filesystem::path& root);
// The value at "a.b.0"; no value when there is none. Pure.
std::optional<Json> lookUp(const Json& metadata, const std::string& key);
// Does the text fit the type of --type? Error APPLY-TYPE for an unknown type.
Result<bool> fitsType(const std::string& value, const std::string& type);

} // namespace seedbed::node_agent
