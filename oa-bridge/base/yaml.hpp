// SPDX-License-Identifier: GPL-3.0-or-later
// The result of parseYaml, apart so that only its readers pay for the JSON header.
#pragma once

#include <map>
#include <string>

#include <nlohmann/json.hpp>

#include "oa-bridge/base/text.hpp"

namespace seedbed {

struct YamlDocument {
    nlohmann::json value;
    std::map<std::string, int> lines; // JSON pointer -> line, from 1
};

} // namespace seedbed
