// SPDX-License-Identifier: GPL-3.0-or-later
// Command-line options of the node agents, "--name value" or "--name=value", flags without a value. Small on purpose:
// the agents are static programs on the metal. Error AGENT-USAGE.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "oa-bridge/base/error.hpp"

namespace seedbed::node_agent {

struct OptionRules {
    std::set<std::string> values, flags;      // long names without dashes
    std::map<char, std::string> shortNames{}; // 'm' -> "metadata"
};

class Options {
public:
    static Result<Options> parse(int argc, char** argv, const OptionRules& rules);
    bool has(const std::string& name) const { return given_.contains(name); }
    std::string get(const std::string& name, const std::string& otherwise = {}) const;
    std::vector<std::string> all(const std::string& name) const;

private:
    std::multimap<std::string, std::string> given_;
};

// Prints the error on standard error; the exit code for it.
int complain(const Error& error);

} // namespace seedbed::node_agent
