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
    Drift run(const std::vector<UplinkPort>& uplinks);

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
    void compareLinks(const std::vector<UplinkMember>& wanted, const std::vector<UplinkPort>& uplinks);

    const VcDomain& desired_;
    const VcDomain& actual_;
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
    if (wanted.hideUnused && held->hideUnused) {
        add(object, "unused FlexNICs", hidingText(*wanted.hideUnused), hidingText(*held->hideUnused));
    }
    compareConnections(wanted, *held);
}

void Comparison::compareLinks(const std::vector<UplinkMember>& wanted,
                              const std::vector<UplinkPort>& uplinks) {
    const auto stray = std::find_if(uplinks.begin(), uplinks.end(), [&](const UplinkPort& p) {
        return p.linked && holderOf(actual_, p.id).name.empty() && holderOf(desired_, p.id).name.empty();
    });
    for (const auto& member : wanted) {
        const auto seen = std::find_if(uplinks.begin(), uplinks.end(),
                                       [&](const UplinkPort& p) { return p.id == member.port; });
        if (seen == uplinks.end() || seen->linked) {
            continue;
        }
        const auto elsewhere =
            stray == uplinks.end() ? std::string() : fmt::format("; {} has a link and no use", stray->id);
        add("uplink port " + member.port, "link", "linked",
            (seen->status.empty() ? "not linked" : seen->status) + elsewhere);
    }
}

Drift Comparison::run(const std::vector<UplinkPort>& uplinks) {
    if (!actual_.enclosureImported) {
        add("enclosure enc0", "imported", "yes", "no");
        return std::move(drift_);
    }
    compareDomain();
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
    drift_.notes = foreignObjects(Wish{desired_}, actual_);
    return std::move(drift_);
}

} // namespace

Drift drift(const VcDomain& desired, const VcDomain& actual, const std::vector<UplinkPort>& uplinks) {
    return Comparison(desired, actual).run(uplinks);
}

std::string toSentence(const Difference& difference) {
    return fmt::format("{}: {}: {} wanted, {} found", difference.object, difference.field,
                       difference.wanted.empty() ? "none" : difference.wanted,
                       difference.found.empty() ? "none" : difference.found);
}

} // namespace seedbed::vc
