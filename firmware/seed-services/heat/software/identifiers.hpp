// SPDX-License-Identifier: GPL-3.0-or-later
// Names that Heat makes: short ids, physical names, resource ARNs. Facts: tripleo-deployment.md 7.2, 7.6.
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace seedbed::heat {

inline constexpr std::size_t serverNameLimit = 53;

// Twelve characters a-z 2-7 of the 60 random bits of a version 4 UUID.
std::string shortId(std::string_view uuid);
// "<stack>-<resource>-<short id>"
std::string physicalName(std::string_view stack, std::string_view resource, std::string_view uuid);
// The first two characters, "-", and the tail.
std::string shortened(std::string_view name, std::size_t limit);
bool isStackName(std::string_view name); // [a-zA-Z][a-zA-Z0-9_.-]*, at most 255

struct ResourceArn {
    std::string project, stackName, stackId, resource;
    std::string toString() const; // unquoted
    static std::optional<ResourceArn> parse(std::string_view text);
};
std::string stackArn(const std::string& project, const std::string& name, const std::string& id);

} // namespace seedbed::heat
