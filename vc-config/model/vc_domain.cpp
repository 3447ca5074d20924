// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/model/vc_domain.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace seedbed::vc {

namespace {

template <class T, class Match>
const T* firstThat(const std::vector<T>& all, Match match) {
    const auto found = std::find_if(all.begin(), all.end(), match);
    return found == all.end() ? nullptr : &*found;
}

template <class T>
const T* named(const std::vector<T>& all, std::string_view name) {
    return firstThat(all, [&](const T& one) { return one.name == name; });
}

bool hasPort(const std::vector<UplinkMember>& members, std::string_view port) {
    return firstThat(members, [&](const UplinkMember& m) { return m.port == port; }) != nullptr;
}

template <class T, class Key>
void sortBy(std::vector<T>& all, Key key) {
    std::stable_sort(all.begin(), all.end(),
                     [&](const T& a, const T& b) { return std::invoke(key, a) < std::invoke(key, b); });
}

} // namespace

bool AccessGroup::holds(std::string_view network) const {
    return std::find(networks.begin(), networks.end(), network) != networks.end();
}

bool Connection::carries(std::string_view wanted) const {
    const auto mapped = firstThat(map, [&](const MappedNetwork& m) { return m.network == wanted; });
    return mapped != nullptr || (!wanted.empty() && network == wanted);
}

std::vector<std::string> Connection::networks() const {
    std::vector<std::string> all;
    if (!network.empty()) {
        all.push_back(network);
    }
    for (const auto& mapped : map) {
        all.push_back(mapped.network);
    }
    return all;
}

VcDomain sorted(VcDomain domain) {
    sortBy(domain.uplinkSets, &UplinkSet::name);
    sortBy(domain.networks, &Network::name);
    sortBy(domain.profiles, &ServerProfile::name);
    sortBy(domain.accessGroups, &AccessGroup::name);
    for (auto& set : domain.uplinkSets) {
        sortBy(set.ports, &UplinkMember::port);
    }
    for (auto& network : domain.networks) {
        sortBy(network.ports, &UplinkMember::port);
    }
    for (auto& group : domain.accessGroups) {
        std::sort(group.networks.begin(), group.networks.end());
    }
    for (auto& profile : domain.profiles) {
        for (auto& connection : profile.connections) {
            sortBy(connection.map, &MappedNetwork::network);
        }
    }
    return domain;
}

const UplinkSet* VcDomain::uplinkSet(std::string_view wanted) const {
    return named(uplinkSets, wanted);
}
const Network* VcDomain::network(std::string_view wanted) const {
    return named(networks, wanted);
}
const ServerProfile* VcDomain::profile(std::string_view wanted) const {
    return named(profiles, wanted);
}

const AccessGroup* VcDomain::accessGroup(std::string_view wanted) const {
    return named(accessGroups, wanted);
}

const ServerProfile* VcDomain::profileAt(BayNumber bay) const {
    return firstThat(profiles, [&](const ServerProfile& p) { return p.bay == bay; });
}

const UplinkSet* VcDomain::holderOf(std::string_view port) const {
    return firstThat(uplinkSets, [&](const UplinkSet& set) { return hasPort(set.ports, port); });
}

const Network* VcDomain::dedicatedTo(std::string_view port) const {
    return firstThat(networks, [&](const Network& n) { return hasPort(n.ports, port); });
}

const Network* VcDomain::nativeOf(std::string_view wantedUplinkSet) const {
    return firstThat(networks, [&](const Network& n) { return n.native && n.uplinkSet == wantedUplinkSet; });
}

std::string flexNicName(int connection) {
    return fmt::format("LOM:{}-{}", physicalPort(connection), static_cast<char>('a' + (connection - 1) / 2));
}

int physicalPort(int connection) {
    return (connection - 1) % 2 + 1;
}

std::string_view toString(Pxe pxe) {
    switch (pxe) {
    case Pxe::enabled:
        return "enabled";
    case Pxe::useBios:
        return "useBios";
    case Pxe::disabled:
        break;
    }
    return "disabled";
}

std::string_view toString(SpeedType speed) {
    switch (speed) {
    case SpeedType::automatic:
        return "auto";
    case SpeedType::custom:
        return "custom";
    case SpeedType::disabled:
        return "disabled";
    case SpeedType::preferred:
        break;
    }
    return "preferred";
}

std::string_view toString(ConnectionMode mode) {
    return mode == ConnectionMode::failover ? "failover" : "auto";
}

std::string_view toString(VlanCapacity capacity) {
    return capacity == VlanCapacity::expanded ? "expanded" : "legacy";
}

std::string speedText(int mb) {
    if (mb < 1000) {
        return fmt::format("{} Mb", mb);
    }
    return mb % 1000 == 0 ? fmt::format("{} Gb", mb / 1000) : fmt::format("{:.1f} Gb", mb / 1000.0);
}

} // namespace seedbed::vc
