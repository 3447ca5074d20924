// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/ini_file.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {

IniFile IniFile::parse(std::string_view text) {
    IniFile file;
    std::string group = "DEFAULT";
    for (const std::string& raw : split(text, '\n')) {
        std::string_view line = trim(raw);
        if (line.empty() || line.front() == '#' || line.front() == ';') {
            continue;
        }
        if (line.front() == '[' && line.back() == ']') {
            group = std::string(line.substr(1, line.size() - 2));
            continue;
        }
        auto equals = line.find('=');
        if (equals != std::string_view::npos) {
            std::string name(trim(line.substr(0, equals)));
            file.values_[group + "/" + name] = std::string(trim(line.substr(equals + 1)));
        }
    }
    return file;
}

std::string IniFile::get(const std::string& group, const std::string& name, const std::string& otherwise) const {
    auto found = values_.find(group + "/" + name);
    return found == values_.end() ? otherwise : found->second;
}

} // namespace seedbed::node_agent
