// SPDX-License-Identifier: GPL-3.0-or-later
// os-apply-config's work: every file below the template root becomes the same path below the output root. All is
// rendered before anything is written (tripleo-deployment 11.2).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "firmware/node-agent/control_file.hpp"
#include "firmware/node-agent/json_text.hpp"

namespace seedbed::node_agent {

struct RenderedFile {
    std::filesystem::path path; // relative to the output root
    std::string content;
    FileControl control;
};

// Errors MUSTACHE-SYNTAX, CONTROL-FILE, TEMPLATE-PROGRAM (an executable template failed), FILE-READ.
Result<std::vector<RenderedFile>> renderTree(const std::filesystem::path& templates, const Json& metadata);
// Each file appears at once, with mode and owner. Errors APPLY-WRITE, APPLY-OWNER.
Result<> writeTree(const std::vector<RenderedFile>& files, const std::filesystem::path& output);

} // namespace seedbed::node_agent
