// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include <fmt/format.h>

#include "vc-config/compile/rule.hpp"

namespace seedbed::vc {

namespace {

constexpr std::size_t networksLegacy = 320;    // of a module
constexpr std::size_t networksOfSet = 128;     // legacy
constexpr std::size_t networksExpanded = 1000; // of a domain
constexpr std::size_t mostGroups = 128;
constexpr BayNumber mostBays = 8; // half-height blades of a c3000

bool goodName(const std::string& name) {
    const bool goodCharacters = std::all_of(name.begin(), name.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.';
    });
    return !name.empty() && name.size() <= 64 && goodCharacters;
}

void checkName(const std::string& name, const std::string& object, Breaches& into) {
    if (!goodName(name)) {
        into.add(object,
                 fmt::format("\"{}\" is not 1 to 64 letters, digits, dots, dashes or underscores", name));
    }
}

// Reports each value that occurs again.
template <class Key>
void checkOnce(std::set<Key>& seen, const Key& value, const std::string& object, Breaches& into) {
    if (!seen.insert(value).second) {
        into.add(object, "is in the intent twice");
    }
}

template <class T>
void checkNamesOnce(const std::vector<T>& all, const std::string& what, Breaches& into) {
    std::set<std::string> seen;
    for (const auto& one : all) {
        checkOnce(seen, one.name, what + one.name, into);
    }
}

void checkProfileGroup(const RuleInput& input, const BayIntent& bay, Breaches& into) {
    if (bay.accessGroup == defaultAccessGroup) {
        return;
    }
    const auto& groups = input.intent.accessGroups;
    const auto group = std::find_if(groups.begin(), groups.end(),
                                    [&](const AccessGroup& g) { return g.name == bay.accessGroup; });
    const std::string object = fmt::format("bay{}", bay.bay);
    if (group == groups.end()) {
        into.add(object, fmt::format("network access group {} is not in the intent", bay.accessGroup));
        return;
    }
    std::set<std::string> outside;
    for (const auto& nic : bay.flexNics) {
        for (const auto& network : networksOf(nic)) {
            if (!group->holds(network) && outside.insert(network).second) {
                into.add(object, fmt::format("network {} is not in its network access group {}", network,
                                             group->name));
            }
        }
    }
}

} // namespace

void checkMacPool(const RuleInput& input, Breaches& into) {
    if (input.intent.macPool < 1 || input.intent.macPool > 64) {
        into.add("domain", fmt::format("MAC pool {} is not in 1..64", input.intent.macPool));
    }
}

void checkNames(const RuleInput& input, Breaches& into) {
    const auto& intent = input.intent;
    checkName(intent.domainName, "domain", into);
    for (const auto& set : intent.uplinkSets) {
        checkName(set.name, "uplink set " + set.name, into);
    }
    for (const auto& network : intent.networks) {
        checkName(network.name, "network " + network.name, into);
    }
    for (const auto& group : intent.accessGroups) {
        checkName(group.name, "network access group " + group.name, into);
    }
    for (const auto& bay : intent.bays) {
        checkName(profileName(bay), fmt::format("bay{}", bay.bay), into);
    }
}

void checkDuplicates(const RuleInput& input, Breaches& into) {
    const auto& intent = input.intent;
    checkNamesOnce(intent.uplinkSets, "uplink set ", into);
    checkNamesOnce(intent.networks, "network ", into);
    checkNamesOnce(intent.accessGroups, "network access group ", into);
    std::set<std::string> ports;
    for (const auto& place : uplinkPorts(intent)) {
        checkOnce(ports, place.port.id, "uplink port " + place.port.id, into);
    }
    std::set<BayNumber> bays;
    std::set<std::string> profiles;
    for (const auto& bay : intent.bays) {
        checkOnce(bays, bay.bay, fmt::format("bay{}", bay.bay), into);
        checkOnce(profiles, profileName(bay), "profile " + profileName(bay), into);
    }
}

void checkBayNumbers(const RuleInput& input, Breaches& into) {
    for (const auto& bay : input.intent.bays) {
        if (bay.bay < 1 || bay.bay > mostBays) {
            into.add(fmt::format("bay{}", bay.bay),
                     fmt::format("there is no such bay: a c3000 has {}", mostBays));
        }
    }
}

void checkNetworkLimits(const RuleInput& input, Breaches& into) {
    const auto& intent = input.intent;
    const bool expanded = intent.vlanCapacity == VlanCapacity::expanded;
    const auto limit = expanded ? networksExpanded : networksLegacy;
    if (intent.networks.size() > limit) {
        into.add("domain", fmt::format("{} networks, {} are possible with {} VLAN capacity",
                                       intent.networks.size(), limit, expanded ? "expanded" : "legacy"));
    }
    std::map<std::string, std::size_t> counts;
    for (const auto& network : intent.networks) {
        if (const auto* set = intent.uplinkSetOf(network)) {
            ++counts[set->name];
        }
    }
    for (const auto& [set, count] : counts) {
        if (!expanded && count > networksOfSet) {
            into.add(
                "uplink set " + set,
                fmt::format("{} networks, {} are possible with legacy VLAN capacity", count, networksOfSet));
        }
    }
}

void checkAccessGroups(const RuleInput& input, Breaches& into) {
    const auto& intent = input.intent;
    if (intent.accessGroups.size() > mostGroups) {
        into.add("domain", fmt::format("{} network access groups, {} are possible",
                                       intent.accessGroups.size(), mostGroups));
    }
    for (const auto& group : intent.accessGroups) {
        const std::string object = "network access group " + group.name;
        if (group.name == defaultAccessGroup) {
            into.add(object, "is there already and holds every network");
        }
        if (group.networks.empty()) {
            into.add(object, "has no network");
        }
        for (const auto& network : group.networks) {
            if (intent.network(network) == nullptr) {
                into.add(object, fmt::format("network {} is not in the intent", network));
            }
        }
    }
    for (const auto& bay : intent.bays) {
        checkProfileGroup(input, bay, into);
    }
}

} // namespace seedbed::vc
