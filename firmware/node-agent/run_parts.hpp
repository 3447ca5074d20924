// SPDX-License-Identifier: GPL-3.0-or-later
// Which scripts of a phase run and in which order: the rules of dib-run-parts (tripleo-deployment 11.3).
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

// Letters, digits, "_" and "-" only. Pure.
bool isPartName(std::string_view name);
// As `sort -n` in the C locale: by leading number, ties by byte order. Pure.
bool runsBefore(const std::string& a, const std::string& b);

// The regular executable files directly in the folder, in order; none when there is no such folder.
std::vector<std::filesystem::path> partsOf(const std::filesystem::path& folder);

// NAME=value and export NAME=value lines of ../environment.d; other lines are told and skipped, since nothing here
// runs a shell.
std::map<std::string, std::string> environmentBeside(const std::filesystem::path& folder);

// Runs the parts one after another up to the first that fails; prints how long each took.
// Errors REFRESH-SCRIPT, CHILD-TIMEOUT.
Result<> runParts(const std::filesystem::path& folder, std::chrono::steady_clock::time_point deadline);

} // namespace seedbed::node_agent
