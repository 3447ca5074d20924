// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/standing.hpp"

#include <fmt/format.h>

#include "appliance/provision/nodes.hpp"
#include "oa-bridge/base/json_fields.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed {
namespace {

using nlohmann::json;

json wantedParameters(const DeployContext& context, const PlannedBlade& blade, const json& node, std::string_view key) {
    auto image = context.imageIds.find(context.pack.image);
    return {{"node_name", blade.name()},
            {"node_uuid", field::text(node, "uuid")},
            {"image", image == context.imageIds.end() ? "" : image->second},
            {"bay", std::to_string(blade.bay)},
            {"role", context.pack.role},
            {"greeting", context.pack.greeting},
            {"authorized_key", std::string(trim(key))}};
}

std::string differenceOf(const json& wanted, const std::map<std::string, std::string>& parameters) {
    for (const auto& [name, value] : wanted.items()) {
        auto found = parameters.find(name);
        const std::string before = found == parameters.end() ? "" : found->second;
        const auto after = value.get<std::string>();
        if (before != after) {
            return fmt::format("{}: {} -> {}", name, before.empty() ? "(none)" : before, after.empty() ? "(new)" : after);
        }
    }
    return {};
}

} // namespace

Task<Standing> standingOf(DeployContext& context, BayNumber bay) {
    const PlannedBlade& blade = context.blade(bay);
    auto node = co_await showNode(*context.openstack, blade.name());
    if (!node && node.error().id != "OPENSTACK-ABSENT") {
        co_return fail(node.error());
    }
    auto key = readFile(context.paths.nodeKey().string() + ".pub", 4096);
    if (!key) {
        co_return fail(key.error());
    }
    auto stack = co_await findStack(*context.openstack, blade.name());
    if (!stack) {
        co_return fail(stack.error());
    }
    Standing standing;
    standing.wanted = wantedParameters(context, blade, node ? *node : json::object(), *key);
    standing.stack = std::move(*stack);
    if (standing.stack) {
        standing.difference = differenceOf(standing.wanted, standing.stack->parameters);
    }
    co_return standing;
}

} // namespace seedbed
