// SPDX-License-Identifier: GPL-3.0-or-later
// Network access groups: which networks the profiles of a group may use.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "firmware/emulator/vc/commands.hpp"
#include "firmware/emulator/vc/layout.hpp"
#include "firmware/emulator/vc/wordings.hpp"

namespace seedbed::emulator::vc {
namespace {

constexpr const char* kElement = "Network access group";

Outcome read(const CommandLine& line, AccessGroup& group) {
    Given given(line, {"networks"});
    given.list("networks", group.networks);
    return given.outcome();
}

Output add(const Call& call) {
    auto name = argument(call.line, 0, "NetworkAccessGroupName");
    if (!name) {
        return error(name.error());
    }
    AccessGroup group;
    group.name = *name;
    if (auto given = read(call.line, group); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return addGroup(domain, group); });
    return report(outcome, "Network access group added : " + *name);
}

Output change(const Call& call) {
    auto name = argument(call.line, 0, "NetworkAccessGroupName");
    const auto* found = name ? findGroup(call.domain(), *name) : nullptr;
    if (found == nullptr) {
        return error(name ? fmt::format(words::notFound, kElement, *name) : name.error());
    }
    auto group = *found;
    if (auto given = read(call.line, group); !given) {
        return error(given.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return changeGroup(domain, group); });
    return report(outcome, "Network access group modified : " + *name);
}

Output remove(const Call& call) {
    auto name = argument(call.line, 0, "NetworkAccessGroupName");
    if (!name) {
        return error(name.error());
    }
    auto outcome = call.module.change([&](Domain& domain) { return removeGroup(domain, *name); });
    return report(outcome, "Network access group removed : " + *name);
}

Output show(const Call& call) {
    auto groups = call.domain().groups;
    AccessGroup all{kDefaultGroup, {}};
    for (const auto& network : call.domain().networks) {
        all.networks.push_back(network.name);
    }
    groups.insert(groups.begin(), std::move(all));
    auto wanted = wantsRecords(call.line) ? call.line.arguments[0] : "*";
    std::vector<Record> records;
    Table table{"", {"Name", "Networks"}, {}};
    for (const auto& group : groups) {
        if (wanted == "*" || wanted == group.name) {
            auto networks = fmt::format("{}", fmt::join(group.networks, ", "));
            table.rows.push_back({group.name, networks});
            records.push_back({{"Name", group.name}, {"Networks", networks}});
        }
    }
    if (records.empty()) {
        return error(fmt::format(words::notFound, kElement, wanted));
    }
    return plain(wantsRecords(call.line) ? recordsText(records) : tableText(table));
}

constexpr CommandRow kRows[] = {
    {"add", "network-access-group", "<NetworkAccessGroupName> [Networks=<name>,<name>...]", add},
    {"set", "network-access-group", "<NetworkAccessGroupName> [Networks=<name>,<name>...]", change},
    {"remove", "network-access-group", "<NetworkAccessGroupName>", remove},
    {"show", "network-access-group", "[<NetworkAccessGroupName | *>]", show},
};

} // namespace

std::span<const CommandRow> groupCommands() {
    return kRows;
}

} // namespace seedbed::emulator::vc
