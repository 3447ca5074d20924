// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/ribcl_repair.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::wire {

namespace {

constexpr std::string_view declaration = "<?xml";
constexpr std::string_view opening = "<RIBCL";
constexpr std::string_view closing = "</RIBCL";

bool isNameByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
           c == '.' || c == ':';
}
bool isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

std::size_t skipBlanks(std::string_view text, std::size_t at) {
    while (at < text.size() && isBlank(text[at])) {
        ++at;
    }
    return at;
}

// A quotation mark ends a value when the tag ends behind it, or another attribute begins.
bool endsValue(std::string_view text, std::size_t mark) {
    auto at = skipBlanks(text, mark + 1);
    if (at >= text.size() || text[at] == '>' || text[at] == '/' || text[at] == '?') {
        return true;
    }
    const auto name = at;
    while (at < text.size() && isNameByte(text[at])) {
        ++at;
    }
    const auto equals = skipBlanks(text, at);
    return at > name && mark + 1 < name && equals < text.size() && text[equals] == '=';
}

} // namespace

std::vector<std::string_view> splitDocuments(std::string_view stream) {
    std::vector<std::string_view> documents;
    auto at = stream.find(declaration);
    while (at != std::string_view::npos) {
        const auto next = stream.find(declaration, at + declaration.size());
        documents.push_back(stream.substr(at, next == std::string_view::npos ? next : next - at));
        at = next;
    }
    return documents;
}

std::string repairDocument(std::string_view document) {
    std::string text(document);
    for (char& c : text) {
        if (static_cast<unsigned char>(c) < 0x20 && !isBlank(c)) {
            c = ' ';
        }
    }
    const auto open = text.find(opening);
    const auto end = open == std::string::npos ? open : text.find('>', open);
    if (end != std::string::npos && text[end - 1] == '/' && text.find(closing, end) != std::string::npos) {
        text[end - 1] = ' ';
    }
    return text;
}

std::string repairQuotes(std::string_view document) {
    std::string repaired;
    repaired.reserve(document.size());
    bool inTag = false;
    char mark = 0; // what the value we are in began with
    for (std::size_t i = 0; i < document.size(); ++i) {
        const char c = document[i];
        if (mark != 0 && c == mark) {
            if (!endsValue(document, i)) {
                repaired += mark == '"' ? "&quot;" : "&apos;";
                continue;
            }
            mark = 0;
        } else if (mark == 0 && inTag && (c == '"' || c == '\'')) {
            mark = c;
        } else if (mark == 0 && (c == '<' || c == '>')) {
            inTag = c == '<';
        }
        repaired += c;
    }
    return repaired;
}

} // namespace seedbed::wire
