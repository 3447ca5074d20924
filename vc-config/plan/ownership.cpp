// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/ownership.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed::vc {

namespace {

struct Conflict {
    std::string id;
    std::string object;
    std::string cause;
};

void uplinkConflicts(const VcDomain& desired, const VcDomain& actual, std::vector<Conflict>& into) {
    for (const auto& set : desired.uplinkSets) {
        for (const auto& port : set.ports) {
            const auto* holder = actual.holderOf(port);
            if (holder != nullptr && holder->name != set.name) {
                into.push_back(
                    {"VC-PORT-HELD", "uplink port " + port, "uplink set " + holder->name + " has it"});
            }
        }
    }
}

void networkConflicts(const VcDomain& desired, const VcDomain& actual, std::vector<Conflict>& into) {
    for (const auto& network : desired.networks) {
        const std::string object = "network " + network.name;
        const auto* same = actual.network(network.name);
        if (same != nullptr && same->uplinkSet != network.uplinkSet) {
            into.push_back({"VC-NETWORK-ELSEWHERE", object,
                            fmt::format("it exists on uplink set {}",
                                        same->uplinkSet.empty() ? "none" : same->uplinkSet)});
        }
        for (const auto& other : actual.networks) {
            if (other.uplinkSet != network.uplinkSet || desired.network(other.name) != nullptr) {
                continue;
            }
            if (other.vlan == network.vlan) {
                into.push_back(
                    {"VC-VLAN-HELD", object, fmt::format("network {} has VLAN {}", other.name, other.vlan)});
            }
            if (other.native && network.native) {
                into.push_back(
                    {"VC-NATIVE-HELD", object, fmt::format("network {} is the native one", other.name)});
            }
        }
    }
}

void bayConflicts(const VcDomain& desired, const VcDomain& actual, std::vector<Conflict>& into) {
    for (const auto& profile : desired.profiles) {
        const auto* holder = profile.bay ? actual.profileAt(*profile.bay) : nullptr;
        if (holder != nullptr && desired.profile(holder->name) == nullptr) {
            into.push_back(
                {"VC-BAY-HELD", fmt::format("bay{}", *profile.bay), "profile " + holder->name + " has it"});
        }
    }
}

template <class T, class Lookup>
void listForeign(const std::vector<T>& all, std::string_view what, Lookup owned,
                 std::vector<std::string>& into) {
    for (const auto& one : all) {
        if (owned(one.name) == nullptr) {
            into.push_back(fmt::format("{} {}", what, one.name));
        }
    }
}

} // namespace

std::vector<std::string> foreignObjects(const VcDomain& desired, const VcDomain& actual) {
    std::vector<std::string> found;
    listForeign(
        actual.uplinkSets, "uplink set", [&](const auto& n) { return desired.uplinkSet(n); }, found);
    listForeign(
        actual.networks, "network", [&](const auto& n) { return desired.network(n); }, found);
    listForeign(
        actual.profiles, "profile", [&](const auto& n) { return desired.profile(n); }, found);
    for (const auto& set : actual.uplinkSets) {
        const auto* ours = desired.uplinkSet(set.name);
        for (const auto& port : set.ports) {
            if (ours != nullptr &&
                std::find(ours->ports.begin(), ours->ports.end(), port) == ours->ports.end()) {
                found.push_back(fmt::format("uplink port {} of uplink set {}", port, set.name));
            }
        }
    }
    return found;
}

Result<> checkConflicts(const VcDomain& desired, const VcDomain& actual) {
    std::vector<Conflict> conflicts;
    uplinkConflicts(desired, actual, conflicts);
    networkConflicts(desired, actual, conflicts);
    bayConflicts(desired, actual, conflicts);
    if (conflicts.empty()) {
        return {};
    }
    Error error;
    error.kind = ErrorKind::conflict;
    error.id = conflicts.front().id;
    error.object = conflicts.front().object;
    error.attempted = "plan the Virtual Connect domain";
    error.cause = conflicts.front().cause;
    for (std::size_t i = 1; i < conflicts.size(); ++i) {
        error.cause += fmt::format("; {} {}: {}", conflicts[i].id, conflicts[i].object, conflicts[i].cause);
    }
    error.action = "remove what is in the way by hand, or change the site file; Seedbed removes nothing that "
                   "is not its own";
    return fail(std::move(error));
}

} // namespace seedbed::vc
