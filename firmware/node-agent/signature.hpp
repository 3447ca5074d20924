// SPDX-License-Identifier: GPL-3.0-or-later
// AWS signature version 2 of a request, as the CFN endpoint of Heat checks it (tripleo-deployment 7.6). Pure.
#pragma once

#include <map>
#include <string>

namespace seedbed::node_agent {

// The query string with its Signature; `parameters` without it. Host is lower-cased.
std::string signedQuery(const std::string& verb, const std::string& host, const std::string& path,
                        std::map<std::string, std::string> parameters, const std::string& secret);

} // namespace seedbed::node_agent
