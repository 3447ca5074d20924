// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/heat/software/identifiers.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include <fmt/format.h>

#include "oa-bridge/base/text.hpp"

namespace seedbed::heat {
namespace {

constexpr std::string_view arnHead = "arn:openstack:heat::";
constexpr std::size_t stackNameLimit = 255;

std::uint64_t hexOf(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

} // namespace

std::string shortId(std::string_view uuid) {
    constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz234567";
    const auto fields = split(uuid, '-');
    if (fields.size() != 5) {
        return std::string(12, 'a');
    }
    // the "time" of a UUID: high 12 bits without the version, middle 16, low 32
    const std::uint64_t bits =
        ((hexOf(fields[2]) & 0x0fff) << 48) | (hexOf(fields[1]) << 32) | hexOf(fields[0]);
    std::string id;
    for (int shift = 55; shift >= 0; shift -= 5) {
        id += alphabet[(bits >> shift) & 31];
    }
    return id;
}

std::string physicalName(std::string_view stack, std::string_view resource, std::string_view uuid) {
    return fmt::format("{}-{}-{}", stack, resource, shortId(uuid));
}

std::string shortened(std::string_view name, std::size_t limit) {
    if (name.size() <= limit) {
        return std::string(name);
    }
    return fmt::format("{}-{}", name.substr(0, 2), name.substr(name.size() - (limit - 3)));
}

bool isStackName(std::string_view name) {
    auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
    auto allowed = [&](char c) {
        return letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
    };
    return !name.empty() && name.size() <= stackNameLimit && letter(name[0]) &&
           std::all_of(name.begin(), name.end(), allowed);
}

std::string stackArn(const std::string& project, const std::string& name, const std::string& id) {
    return fmt::format("{}{}:stacks/{}/{}", arnHead, project, name, id);
}

std::string ResourceArn::toString() const {
    return fmt::format("{}/resources/{}", stackArn(project, stackName, stackId), resource);
}

std::optional<ResourceArn> ResourceArn::parse(std::string_view text) {
    if (!startsWith(text, arnHead)) {
        return std::nullopt;
    }
    text.remove_prefix(arnHead.size());
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const auto parts = split(text.substr(colon + 1), '/');
    if (parts.size() != 5 || parts[0] != "stacks" || parts[3] != "resources") {
        return std::nullopt;
    }
    return ResourceArn{std::string(text.substr(0, colon)), parts[1], parts[2], parts[4]};
}

} // namespace seedbed::heat
