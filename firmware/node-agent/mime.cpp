// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/mime.hpp"

#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

// The value of `name="value"` or `name=value` in header lines.
std::string parameter(std::string_view headers, std::string_view name) {
    auto at = lower(headers).find(std::string(name) + "=");
    if (at == std::string::npos) {
        return {};
    }
    std::string_view rest = headers.substr(at + name.size() + 1);
    if (!rest.empty() && rest.front() == '"') {
        return std::string(rest.substr(1, rest.find('"', 1) - 1));
    }
    return std::string(rest.substr(0, rest.find_first_of("; \r\n")));
}

std::string withLineFeeds(std::string_view text) {
    std::string plain;
    for (char c : text) {
        if (c != '\r') {
            plain += c;
        }
    }
    return plain;
}

std::string decoded(std::string_view base64) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned value = 0;
    int bits = 0;
    for (char c : base64) {
        auto digit = digits.find(c);
        if (digit == std::string_view::npos) {
            continue;
        }
        value = value << 6 | static_cast<unsigned>(digit);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes += static_cast<char>(value >> bits & 0xff);
        }
    }
    return bytes;
}

} // namespace

std::map<std::string, std::string> mimeParts(std::string_view raw) {
    std::map<std::string, std::string> parts;
    const std::string text = withLineFeeds(raw);
    const std::string boundary = parameter(std::string_view(text).substr(0, text.find("\n\n")), "boundary");
    if (boundary.empty()) {
        return parts;
    }
    const std::string mark = "--" + boundary;
    auto at = text.find(mark);
    while (at != std::string::npos) {
        auto begin = at + mark.size();
        at = text.find("\n" + mark, begin);
        if (at == std::string::npos) {
            break;
        }
        std::string_view part = std::string_view(text).substr(begin, at - begin);
        auto blank = part.find("\n\n");
        std::string name = blank == std::string_view::npos ? "" : parameter(part.substr(0, blank), "filename");
        if (!name.empty()) {
            bool base64 = lower(part.substr(0, blank)).find("base64") != std::string::npos;
            std::string_view body = part.substr(blank + 2);
            parts[name] = base64 ? decoded(body) : std::string(body);
        }
        at += 1;
    }
    return parts;
}

} // namespace seedbed::node_agent
