// SPDX-License-Identifier: GPL-3.0-or-later
// Parts of a MIME multipart text, as Heat's user data is one: file name -> content. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace seedbed::node_agent {

// Bodies in base64 or quoted plainly; parts without a file name are left out. Empty when it is no multipart.
std::map<std::string, std::string> mimeParts(std::string_view text);

} // namespace seedbed::node_agent
