// SPDX-License-Identifier: GPL-3.0-or-later
// Splits the MIME multipart user data that Heat gives a server (tripleo-deployment 7.5). Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

struct MimePart {
    std::string type;     // lower case, without parameters
    std::string fileName; // empty when the part has none
    std::string content;  // decoded
};

// Nested multiparts are flattened. Error MIME when the text is no multipart or does not end.
Result<std::vector<MimePart>> splitMime(std::string_view text);

} // namespace seedbed::node_agent
