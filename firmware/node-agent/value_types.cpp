// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/node-agent/value_types.hpp"

#include <array>
#include <regex>

namespace seedbed::node_agent {
namespace {

struct Type {
    std::string_view name;
    const char* pattern;
};

constexpr std::array<Type, 8> kTypes{{
    {"int", "[0-9]+"},
    {"default", "[A-Za-z0-9_]*"},
    {"netaddress", "[A-Za-z0-9/.:-]*"},
    {"netdevice", "[A-Za-z0-9/.:-]*"},
    {"dsn", "[a-zA-Z0-9]+://([a-zA-Z0-9+_-]+(:[^@]+)?)?(@?[a-zA-Z0-9/_.-]+)?(/[a-zA-Z0-9_-]+)?"
            "(\\?[a-zA-Z0-9=_-]+)?"},
    {"swiftdevices", "(r\\d+z\\d+-[A-Za-z0-9.-_]+:%PORT%/[^,]+,?)+"},
    {"username", "[A-Za-z0-9_-]+"},
    {"raw", nullptr},
}};

Error wrong(ErrorKind kind, std::string id, const std::string& object, std::string cause) {
    return {.kind = kind,
            .id = std::move(id),
            .object = object.substr(0, 80),
            .attempted = "check the type of a value",
            .cause = std::move(cause),
            .action = "correct the metadata or --type"};
}

} // namespace

Result<> ensureType(const std::string& text, std::string_view type) {
    for (const auto& known : kTypes) {
        if (known.name != type) {
            continue;
        }
        // the expression engine is recursive: what no real value reaches is refused before it
        bool tooLong = text.size() > 8192;
        // "$" also fits before a last line break
        std::string line = text.ends_with('\n') ? text.substr(0, text.size() - 1) : text;
        if (known.pattern == nullptr || (!tooLong && std::regex_match(line, std::regex(known.pattern)))) {
            return {};
        }
        return fail(wrong(ErrorKind::invalid, "VALUE-TYPE", text, "it is not of type " + std::string(type)));
    }
    return fail(wrong(ErrorKind::usage, "VALUE-TYPE-UNKNOWN", std::string(type), "there is no such type"));
}

} // namespace seedbed::node_agent
