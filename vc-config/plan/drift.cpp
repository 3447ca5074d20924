// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/drift.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "vc-config/plan/changes.hpp"
#include "vc-config/plan/ownership.hpp"

namespace seedbed::vc {

namespace {

class Comparison {
public:
    Comparison(const VcDomain& desired, const VcDomain& actual) : desired_(desired), actual_(actual) {}
    Drift run(const std::vector<UplinkPort>& uplinks, const Arrival* arrival);

private:
    void add(std::string object, std::string field, std::string wanted, std::string found);
    void addAll(const std::string& object, const Changes& changes);
    void missing(std::string object) { add(std::move(object), "exists", "yes", "no"); }
    void compareDomain();
    void compareUplinkSet(const UplinkSet& wanted);
    void comparePorts(const std::vector<UplinkMember>& wanted, const std::string& holder);
    void compareNetwork(const Network& wanted);
    void compareGroup(const AccessGroup& wanted);
    void compareProfile(const ServerProfile& wanted);
    void compareConnections(const ServerProfile& wanted, const ServerProfile& held);
    void findStrays(const std::vector<UplinkPort>& uplinks);
    void compareLinks(const std::vector<UplinkMember>& wanted, const std::vector<UplinkPort>& uplinks);
    void compareOthers(const Arrival* arrival);

    const VcDomain& desired_;
    const VcDomain& actual_;
    std::vector<std::string> strays_; // ports with a link and no use, each to be named once
    Drift drift_;
};

struct Holder {
    std::string name; // "uplink set US"; empty: nobody
    int speedMb = 0;
};

template <class T>
void look(const std::vector<T>& all, std::string_view what, const std::string& port, Holder& into) {
    for (const auto& one : all) {
        for (const auto& member : one.ports) {
            if (member.port == port) {
                into = {fmt::format("{} {}", what, one.name), member.speedMb};
            }
        }
    }
}

Holder holderOf(const VcDomain& domain, const std::string& port) {
    Holder holder;
    look(domain.uplinkSets, "uplink set", port, holder);
    look(domain.networks, "network", port, holder);
    return holder;
}

std::string bayText(const std::optional<BayNumber>& bay) {
    return bay ? std::to_string(*bay) : std::string();
}

void Comparison::add(std::string object, std::string field, std::string wanted, std::string found) {
    if (wanted != found) {
        drift_.differences.push_back(
            {std::move(object), std::move(field), std::move(wanted), std::move(found)});
    }
}

void Comparison::addAll(const std::string& object, const Changes& changes) {
    for (const auto& change : changes) {
        add(object, change.field, change.after, change.before);
    }
}

void Comparison::compareDomain() {
    add("domain", "name", desired_.name, actual_.name);
    if (desired_.macPool && actual_.macPool) {
        add("domain", "MAC addresses", poolText(desired_.macPool), poolText(actual_.macPool));
    }
    if (desired_.vlanCapacity && actual_.vlanCapacity) {
        add("domain", "VLAN capacity", std::string(toString(*desired_.vlanCapacity)),
            std::string(toString(*actual_.vlanCapacity)));
    }
}

void Comparison::comparePorts(const std::vector<UplinkMember>& wanted, const std::string& holder) {
    for (const auto& member : wanted) {
        const auto found = holderOf(actual_, member.port);
        add("uplink port " + member.port, "used by", holder, found.name);
        if (found.name == holder) {
            add("uplink port " + member.port, "speed", settingText(member.speedMb),
                settingText(found.speedMb));
        }
    }
}

void Comparison::compareUplinkSet(const UplinkSet& wanted) {
    const std::string object = "uplink set " + wanted.name;
    const auto* held = actual_.uplinkSet(wanted.name);
    if (held == nullptr) {
        missing(object);
    } else {
        add(object, "connection mode", std::string(toString(wanted.mode)), std::string(toString(held->mode)));
    }
    comparePorts(wanted.ports, object);
}

void Comparison::compareNetwork(const Network& wanted) {
    const std::string object = "network " + wanted.name;
    const auto* held = actual_.network(wanted.name);
    if (held == nullptr) {
        missing(object);
    } else {
        addAll(object, networkChanges(*held, wanted));
    }
    comparePorts(wanted.ports, object);
}

void Comparison::compareGroup(const AccessGroup& wanted) {
    const std::string object = "network access group " + wanted.name;
    if (const auto* held = actual_.accessGroup(wanted.name)) {
        addAll(object, groupChanges(*held, wanted));
    } else {
        missing(object);
    }
}

void Comparison::compareConnections(const ServerProfile& wanted, const ServerProfile& held) {
    const auto count = std::max(wanted.connections.size(), held.connections.size());
    for (std::size_t i = 0; i < count; ++i) {
        const Connection none;
        const auto object = connectionObject(wanted.name, i);
        if (i >= held.connections.size()) {
            missing(object);
            continue;
        }
        const auto& asked = i < wanted.connections.size() ? wanted.connections[i] : none;
        addAll(object, connectionChanges(held.connections[i], comparable(asked, held.connections[i])));
    }
}

void Comparison::compareProfile(const ServerProfile& wanted) {
    const std::string object = "profile " + wanted.name;
    const auto* held = actual_.profile(wanted.name);
    if (held == nullptr) {
        missing(object);
        return;
    }
    add(object, "bay", bayText(wanted.bay), bayText(held->bay));
    add(object, "network access group", wanted.accessGroup, held->accessGroup);
    if (held->pending.value.value_or(false)) {
        add(object, "status", "in effect", "pending, until its blade has been off");
    }
    if (wanted.hideUnused && !held->hideUnused && wanted.connections.size() < mostConnections) {
        noteOnce(drift_.notes, std::string(hidingUnread));
    }
    if (wanted.hideUnused && held->hideUnused) {
        add(object, "unused FlexNICs", hidingText(*wanted.hideUnused), hidingText(*held->hideUnused));
    }
    compareConnections(wanted, *held);
}

void Comparison::findStrays(const std::vector<UplinkPort>& uplinks) {
    for (const auto& port : uplinks) {
        if (port.linked && holderOf(actual_, port.id).name.empty() &&
            holderOf(desired_, port.id).name.empty()) {
            strays_.push_back(port.id);
        }
    }
}

void Comparison::compareLinks(const std::vector<UplinkMember>& wanted,
                              const std::vector<UplinkPort>& uplinks) {
    for (const auto& member : wanted) {
        const auto seen = std::find_if(uplinks.begin(), uplinks.end(),
                                       [&](const UplinkPort& p) { return p.id == member.port; });
        if (seen == uplinks.end() || seen->linked) {
            continue;
        }
        std::string elsewhere;
        if (!strays_.empty()) {
            elsewhere = fmt::format("; {} has a link and no use", strays_.front());
            strays_.erase(strays_.begin());
        }
        add("uplink port " + member.port, "link", "linked",
            (seen->status.empty() ? "not linked" : seen->status) + elsewhere);
    }
}

void Comparison::compareOthers(const Arrival* arrival) {
    Wish wish{desired_};
    if (arrival != nullptr) {
        wish.ours = &arrival->ours;
        wish.arrival = &arrival->domain;
    }
    for (auto& leftover : leftovers(wish, actual_)) {
        add(std::move(leftover), "exists", "no", "yes, from an earlier site file");
    }
    const auto foreign = foreignObjects(wish, actual_);
    drift_.notes.insert(drift_.notes.end(), foreign.begin(), foreign.end());
}

Drift Comparison::run(const std::vector<UplinkPort>& uplinks, const Arrival* arrival) {
    if (!actual_.enclosureImported) {
        add("enclosure enc0", "imported", "yes", "no");
        return std::move(drift_);
    }
    compareDomain();
    findStrays(uplinks);
    for (const auto& set : desired_.uplinkSets) {
        compareUplinkSet(set);
        compareLinks(set.ports, uplinks);
    }
    for (const auto& network : desired_.networks) {
        compareNetwork(network);
        compareLinks(network.ports, uplinks);
    }
    for (const auto& group : desired_.accessGroups) {
        compareGroup(group);
    }
    for (const auto& profile : desired_.profiles) {
        compareProfile(profile);
    }
    compareOthers(arrival);
    return std::move(drift_);
}

} // namespace

Drift drift(const VcDomain& desired, const VcDomain& actual, const std::vector<UplinkPort>& uplinks,
            const Arrival* arrival) {
    return Comparison(desired, actual).run(uplinks, arrival);
}

std::string toSentence(const Difference& difference) {
    return fmt::format("{}: {}: {} wanted, {} found", difference.object, difference.field,
                       difference.wanted.empty() ? "none" : difference.wanted,
                       difference.found.empty() ? "none" : difference.found);
}

} // namespace seedbed::vc
