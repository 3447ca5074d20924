// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/model/vc_domain.hpp"

#include <algorithm>

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

} // namespace

const UplinkSet* VcDomain::uplinkSet(std::string_view wanted) const {
    return named(uplinkSets, wanted);
}
const Network* VcDomain::network(std::string_view wanted) const {
    return named(networks, wanted);
}
const ServerProfile* VcDomain::profile(std::string_view wanted) const {
    return named(profiles, wanted);
}

const ServerProfile* VcDomain::profileAt(BayNumber bay) const {
    return firstThat(profiles, [&](const ServerProfile& p) { return p.bay == bay; });
}

const UplinkSet* VcDomain::holderOf(std::string_view port) const {
    return firstThat(uplinkSets, [&](const UplinkSet& set) {
        return std::find(set.ports.begin(), set.ports.end(), port) != set.ports.end();
    });
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

} // namespace seedbed::vc
