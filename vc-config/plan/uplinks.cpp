// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/draft.hpp"

#include <algorithm>

namespace seedbed::vc {

namespace {

using UplinkMembers = std::vector<UplinkMember>;

const UplinkMember* memberOf(const std::vector<UplinkMember>& members, const std::string& port) {
    const auto found =
        std::find_if(members.begin(), members.end(), [&](const UplinkMember& m) { return m.port == port; });
    return found == members.end() ? nullptr : &*found;
}

std::string ownerText(const std::string& set, const std::string& network) {
    return set.empty() ? "network " + network : "uplink set " + set;
}

void planPort(Draft& draft, const UplinkMember& wanted, const std::string& set, const std::string& network) {
    const auto* inSet = draft.now.holderOf(wanted.port);
    const auto* inNetwork = draft.now.dedicatedTo(wanted.port);
    const bool right = set.empty() ? inNetwork != nullptr && inNetwork->name == network
                                   : inSet != nullptr && inSet->name == set;
    if (!right) {
        freePort(draft, wanted.port);
        Changes changes{{"used by", "", ownerText(set, network)}};
        if (wanted.speedMb != 0) {
            changes.push_back({"speed", "", settingText(wanted.speedMb)});
        }
        draft.emit(AddUplinkPort{wanted.port, set, network, wanted.speedMb},
                   RemoveUplinkPort{wanted.port, set, network}, "uplink port " + wanted.port,
                   std::move(changes));
        return;
    }
    const auto* held = memberOf(set.empty() ? inNetwork->ports : inSet->ports, wanted.port);
    if (held->speedMb != wanted.speedMb) {
        Changes changes{{"speed", settingText(held->speedMb), settingText(wanted.speedMb)}};
        draft.emit(SetUplinkPort{wanted.port, wanted.speedMb}, SetUplinkPort{wanted.port, held->speedMb},
                   "uplink port " + wanted.port, std::move(changes));
    }
}

} // namespace

void freePort(Draft& draft, const std::string& port) {
    for (const auto& set : draft.now.uplinkSets) {
        if (const auto* held = memberOf(set.ports, port)) {
            draft.emit(RemoveUplinkPort{port, set.name, ""}, AddUplinkPort{port, set.name, "", held->speedMb},
                       "uplink port " + port, {{"used by", "uplink set " + set.name, ""}});
            return;
        }
    }
    for (const auto& network : draft.now.networks) {
        if (const auto* held = memberOf(network.ports, port)) {
            draft.emit(RemoveUplinkPort{port, "", network.name},
                       AddUplinkPort{port, "", network.name, held->speedMb}, "uplink port " + port,
                       {{"used by", "network " + network.name, ""}});
            return;
        }
    }
}

void planPorts(Draft& draft, const std::vector<UplinkMember>& wanted, const std::string& set,
               const std::string& network) {
    for (const auto& member : wanted) {
        planPort(draft, member, set, network);
    }
}

void planUplinkSets(Draft& draft) {
    for (const auto& set : draft.desired.uplinkSets) {
        if (draft.now.uplinkSet(set.name) == nullptr) {
            draft.emit(AddUplinkSet{set.name}, RemoveUplinkSet{set.name}, "uplink set " + set.name,
                       {{"name", "", set.name}});
        }
        const auto held = draft.now.uplinkSet(set.name)->mode;
        if (held != set.mode) {
            draft.emit(SetUplinkSet{set.name, set.mode}, SetUplinkSet{set.name, held},
                       "uplink set " + set.name,
                       {{"connection mode", std::string(toString(held)), std::string(toString(set.mode))}});
        }
        planPorts(draft, set.ports, set.name, "");
    }
}

// Ports that a thing has from us.
void dropPorts(Draft& draft, const std::vector<UplinkMember>& held, const std::vector<UplinkMember>& wanted,
               const std::vector<UplinkMember>& given) {
    for (const auto& member : held) {
        if (memberOf(given, member.port) != nullptr && memberOf(wanted, member.port) == nullptr) {
            freePort(draft, member.port);
        }
    }
}

void dropUplinks(Draft& draft) {
    if (draft.wish.ours == nullptr) {
        return;
    }
    const auto sets = draft.now.uplinkSets;
    for (const auto& set : sets) {
        const bool doomed = draft.wish.doomsUplinkSet(set.name);
        const auto* wanted = draft.desired.uplinkSet(set.name);
        if (!doomed) {
            dropPorts(draft, set.ports, wanted == nullptr ? UplinkMembers() : wanted->ports,
                      draft.wish.portsGivenTo(set));
        }
        const bool inUse = std::any_of(draft.now.networks.begin(), draft.now.networks.end(),
                                       [&](const Network& n) { return n.uplinkSet == set.name; });
        if (doomed && inUse) {
            draft.plan.notes.push_back("uplink set " + set.name + " stays, networks of others are on it");
        } else if (doomed) {
            for (const auto& member : set.ports) {
                freePort(draft, member.port);
            }
            draft.emit(RemoveUplinkSet{set.name}, AddUplinkSet{set.name}, "uplink set " + set.name,
                       {{"name", set.name, ""}});
        }
    }
}

} // namespace seedbed::vc
