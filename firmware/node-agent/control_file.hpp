// SPDX-License-Identifier: GPL-3.0-or-later
// The .oac file beside a template: how the written file shall be. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

struct FileControl {
    bool allowEmpty = true; // false: empty content removes the file
    std::optional<unsigned> mode;
    std::optional<std::string> owner; // name or number
    std::optional<std::string> group;
};

// Empty or comments only is fine. Error CONTROL-FILE for an unknown key, a wrong type or anything but a mapping.
Result<FileControl> parseControl(std::string_view yaml, std::string_view name);

} // namespace seedbed::node_agent
