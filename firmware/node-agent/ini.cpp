// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/ini.hpp"

#include <algorithm>

#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

class Parser {
public:
    explicit Parser(std::string_view name) : name_(name) {}

    Result<> takeLine(const std::string& line) {
        ++number_;
        auto clean = trim(line);
        if (clean.empty() || clean[0] == '#' || clean[0] == ';') {
            last_ = clean.empty() ? nullptr : last_;
            return {};
        }
        bool continued = (line[0] == ' ' || line[0] == '\t') && last_ != nullptr;
        if (continued) {
            last_->append("\n").append(clean);
            return {};
        }
        return clean[0] == '[' ? takeSection(clean) : takeValue(clean);
    }

    Ini ini;

private:
    Result<> takeSection(std::string_view line) {
        last_ = nullptr;
        if (line.back() != ']') {
            return wrong("a section does not end with ]");
        }
        section_ = std::string(trim(line.substr(1, line.size() - 2)));
        return {};
    }

    Result<> takeValue(std::string_view line) {
        auto sign = line.find_first_of("=:");
        if (sign == std::string_view::npos || sign == 0) {
            return wrong("neither a section nor name = value");
        }
        std::string key(trim(line.substr(0, sign)));
        std::replace(key.begin(), key.end(), '-', '_');
        auto value = trim(line.substr(sign + 1));
        bool quoted = value.size() > 1 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0];
        auto& values = ini[section_][key];
        values.emplace_back(quoted ? value.substr(1, value.size() - 2) : value);
        last_ = &values.back();
        return {};
    }

    Result<> wrong(std::string cause) const {
        return fail({.kind = ErrorKind::invalid,
                     .id = "INI-SYNTAX",
                     .object = name_ + " line " + std::to_string(number_),
                     .attempted = "read the configuration",
                     .cause = std::move(cause),
                     .action = "correct the line"});
    }

    std::string name_;
    std::string section_ = "DEFAULT";
    std::string* last_ = nullptr;
    int number_ = 0;
};

} // namespace

Result<Ini> parseIni(std::string_view text, std::string_view name) {
    Parser parser(name);
    for (const auto& line : split(text, '\n')) {
        auto taken = parser.takeLine(line);
        if (!taken) {
            return fail(taken.error());
        }
    }
    return std::move(parser.ini);
}

} // namespace seedbed::node_agent
