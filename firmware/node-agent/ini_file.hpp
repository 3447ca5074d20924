// SPDX-License-Identifier: GPL-3.0-or-later
// The configuration file of os-collect-config: groups of "name = value" lines; "#" and ";" begin comments. Pure.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace seedbed::node_agent {

class IniFile {
public:
    static IniFile parse(std::string_view text);
    std::string get(const std::string& group, const std::string& name, const std::string& otherwise = {}) const;

private:
    std::map<std::string, std::string> values_; // "group/name"
};

} // namespace seedbed::node_agent
