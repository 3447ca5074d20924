// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/line.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::vc {
namespace {

struct Token {
    std::string text;
    std::size_t equals = std::string::npos; // of the first "=" outside quotation marks
};

void put(Token& token, char character, bool quoted) {
    if (character == '=' && !quoted && token.equals == std::string::npos) {
        token.equals = token.text.size();
    }
    token.text += character;
}

std::optional<std::vector<Token>> tokens(std::string_view text) {
    std::vector<Token> all;
    bool quoted = false;
    bool inside = false;
    for (char character : text) {
        bool blank = character == ' ' || character == '\t';
        if (blank && !quoted) {
            inside = false;
            continue;
        }
        if (!inside) {
            all.emplace_back();
            inside = true;
        }
        if (character == '"') {
            quoted = !quoted;
        } else {
            put(all.back(), character, quoted);
        }
    }
    if (quoted) {
        return std::nullopt;
    }
    return all;
}

void add(CommandLine& line, const Token& token) {
    auto name = token.text.substr(0, token.equals);
    auto value = token.equals == std::string::npos ? std::string() : token.text.substr(token.equals + 1);
    if (token.text.size() > 1 && token.text.front() == '-') {
        line.options[lower(name.substr(1))] = value;
    } else if (token.equals != std::string::npos) {
        line.properties.emplace_back(lower(name), value);
    } else if (line.verb.empty()) {
        line.verb = lower(token.text);
    } else if (line.element.empty()) {
        line.element = lower(token.text);
    } else {
        line.arguments.push_back(token.text);
    }
}

} // namespace

std::optional<std::string> CommandLine::property(std::string_view name) const {
    for (auto entry = properties.rbegin(); entry != properties.rend(); ++entry) {
        if (entry->first == name) {
            return entry->second;
        }
    }
    return std::nullopt;
}

std::optional<CommandLine> parseLine(std::string_view text) {
    auto parts = tokens(text);
    if (!parts) {
        return std::nullopt;
    }
    CommandLine line;
    for (const auto& token : *parts) {
        add(line, token);
    }
    return line;
}

} // namespace seedbed::emulator::vc
