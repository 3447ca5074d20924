// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/mime.hpp"

#include <array>

#include "oa-bridge/base/text.hpp"

namespace seedbed::node_agent {
namespace {

constexpr int kMaxDepth = 8;

Error broken(std::string cause) {
    return {.kind = ErrorKind::nonsense,
            .id = "MIME",
            .object = "user data",
            .attempted = "split it into parts",
            .cause = std::move(cause),
            .action = "check what serves the user data"};
}

struct Entity {
    std::string head; // unfolded lines
    std::string_view body;
};

Entity splitEntity(std::string_view text) {
    Entity entity;
    while (!text.empty()) {
        auto end = std::min(text.find('\n'), text.size());
        auto line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (trim(line).empty()) {
            break;
        }
        bool folded = line[0] == ' ' || line[0] == '\t';
        entity.head += (entity.head.empty() ? "" : folded ? " " : "\n") + std::string(trim(line));
    }
    entity.body = text;
    return entity;
}

std::string header(const Entity& entity, std::string_view name) {
    for (const auto& line : split(entity.head, '\n')) {
        auto colon = line.find(':');
        if (colon != std::string::npos && iequals(std::string_view(line).substr(0, colon), name)) {
            return std::string(trim(std::string_view(line).substr(colon + 1)));
        }
    }
    return {};
}

std::string parameter(const std::string& value, std::string_view name) {
    for (const auto& item : split(value, ';')) {
        auto clean = trim(item);
        auto equals = clean.find('=');
        if (equals == std::string_view::npos || !iequals(clean.substr(0, equals), name)) {
            continue;
        }
        auto text = clean.substr(equals + 1);
        bool quoted = text.size() > 1 && text.front() == '"' && text.back() == '"';
        return std::string(quoted ? text.substr(1, text.size() - 2) : text);
    }
    return {};
}

std::string fromBase64(std::string_view text) {
    constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned bits = 0;
    int count = 0;
    for (char c : text) {
        auto value = digits.find(c);
        if (value == std::string_view::npos) {
            continue; // line breaks and padding
        }
        bits = bits << 6 | static_cast<unsigned>(value);
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xff);
        }
    }
    return bytes;
}

std::string decoded(const Entity& entity) {
    bool base64 = iequals(header(entity, "Content-Transfer-Encoding"), "base64");
    return base64 ? fromBase64(entity.body) : std::string(entity.body);
}

// The entities between the boundary lines.
Result<std::vector<std::string_view>> splitBody(std::string_view body, const std::string& boundary) {
    std::vector<std::string_view> parts;
    std::string mark = "--" + boundary;
    std::size_t begin = std::string_view::npos;
    for (std::size_t at = 0; at < body.size();) {
        auto end = std::min(body.find('\n', at), body.size());
        auto line = trim(body.substr(at, end - at));
        if (line == mark || line == mark + "--") {
            if (begin != std::string_view::npos) {
                auto part = body.substr(begin, at - begin);
                // the line break before a boundary belongs to the boundary
                part.remove_suffix(part.ends_with("\r\n") ? 2 : part.ends_with('\n') ? 1 : 0);
                parts.push_back(part);
            }
            begin = end + 1;
            if (line != mark) {
                return parts;
            }
        }
        at = end + 1;
    }
    return fail(broken("the last boundary is missing"));
}

Result<> flatten(std::string_view text, int depth, std::vector<MimePart>& parts) {
    auto entity = splitEntity(text);
    auto type = header(entity, "Content-Type");
    auto plainType = lower(trim(std::string_view(type).substr(0, type.find(';'))));
    if (!startsWith(plainType, "multipart/")) {
        auto name = parameter(header(entity, "Content-Disposition"), "filename");
        parts.push_back({plainType, name.empty() ? parameter(type, "name") : name, decoded(entity)});
        return {};
    }
    auto boundary = parameter(type, "boundary");
    if (boundary.empty() || depth > kMaxDepth) {
        return fail(broken("a multipart has no boundary, or they are nested too deep"));
    }
    auto inner = splitBody(entity.body, boundary);
    if (!inner) {
        return fail(inner.error());
    }
    for (auto part : *inner) {
        auto done = flatten(part, depth + 1, parts);
        if (!done) {
            return done;
        }
    }
    return {};
}

} // namespace

Result<std::vector<MimePart>> splitMime(std::string_view text) {
    auto type = lower(header(splitEntity(text), "Content-Type"));
    if (!startsWith(type, "multipart/")) {
        return fail(broken("it is not a MIME multipart"));
    }
    std::vector<MimePart> parts;
    auto done = flatten(text, 0, parts);
    if (!done) {
        return fail(done.error());
    }
    return parts;
}

} // namespace seedbed::node_agent
