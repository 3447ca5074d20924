// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/http/http_head.hpp"

#include <charconv>

#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

bool readHeader(HttpHead& head, std::string_view line) {
    auto colon = line.find(':');
    if (colon == std::string_view::npos) {
        return false;
    }
    auto name = line.substr(0, colon);
    auto value = trim(line.substr(colon + 1));
    head.headers.emplace_back(name, value);
    if (iequals(name, "Content-Length")) {
        auto [end, code] = std::from_chars(value.data(), value.data() + value.size(), head.length);
        return code == std::errc() && end == value.data() + value.size();
    }
    if (iequals(name, "Expect")) {
        head.expectsContinue = iequals(value, "100-continue");
    }
    if (iequals(name, "Connection")) {
        head.keepsAlive = head.keepsAlive && !iequals(value, "close");
    }
    return !iequals(name, "Transfer-Encoding");
}

} // namespace

std::optional<std::string> HttpHead::header(std::string_view name) const {
    for (const auto& [known, value] : headers) {
        if (iequals(known, name)) {
            return value;
        }
    }
    return std::nullopt;
}

std::optional<std::size_t> endOfHead(std::string_view bytes) {
    for (auto at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
        auto rest = bytes.substr(at + 1);
        if (rest.starts_with("\n")) {
            return at + 2;
        }
        if (rest.starts_with("\r\n")) {
            return at + 3;
        }
    }
    return std::nullopt;
}

std::optional<HttpHead> parseHead(std::string_view text) {
    auto lines = split(text, '\n');
    auto words = split(trim(lines.front()), ' ');
    if (words.size() != 3 || !startsWith(words[2], "HTTP/1.") || words[1].empty()) {
        return std::nullopt;
    }
    HttpHead head;
    head.method = words[0];
    const auto question = words[1].find('?');
    head.path = words[1].substr(0, question);
    head.query = question == std::string::npos ? std::string() : words[1].substr(question + 1);
    head.keepsAlive = words[2] != "HTTP/1.0";
    for (std::size_t index = 1; index < lines.size(); ++index) {
        auto line = trim(lines[index]);
        if (!line.empty() && !readHeader(head, line)) {
            return std::nullopt;
        }
    }
    return head;
}

} // namespace seedbed::emulator
