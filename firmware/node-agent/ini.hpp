// SPDX-License-Identifier: GPL-3.0-or-later
// /etc/os-collect-config.conf: sections of "name = value" or "name: value", # and ; comments, continued lines begin
// with a blank. A name may come more than once. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

// section -> name (with "-" as "_") -> values in order
using Ini = std::map<std::string, std::map<std::string, std::vector<std::string>>>;

// Error INI-SYNTAX with the line number.
Result<Ini> parseIni(std::string_view text, std::string_view name);

} // namespace seedbed::node_agent
