// SPDX-License-Identifier: GPL-3.0-or-later
// os-refresh-config: runs the executable files of each phase's directory in dib-run-parts' order
// (tripleo-deployment 11.3). Blocking. Errors REFRESH-*.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

const std::vector<std::string>& refreshPhases(); // pre-configure, configure, post-configure, migration
// Names that may run, in the order in which they do: numeric prefix, then bytes.
std::vector<std::string> runnable(const std::filesystem::path& directory);
// REFRESH-SCRIPT with the script's name and status at the first failure; a missing directory is fine.
Result<> runParts(const std::filesystem::path& directory);
// All phases; on failure error.d runs and the failure is returned.
Result<> refresh(const std::filesystem::path& base);

} // namespace seedbed::node_agent
