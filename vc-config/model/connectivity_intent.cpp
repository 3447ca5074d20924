// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/model/connectivity_intent.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace seedbed::vc {

namespace {

template <class T>
const T* named(const std::vector<T>& all, std::string_view name) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
    return found == all.end() ? nullptr : &*found;
}

} // namespace

const NetworkIntent* ConnectivityIntent::network(std::string_view name) const {
    return named(networks, name);
}

const UplinkSetIntent* ConnectivityIntent::uplinkSet(std::string_view name) const {
    return named(uplinkSets, name);
}

const UplinkSetIntent* ConnectivityIntent::uplinkSetOf(const NetworkIntent& network) const {
    if (!network.uplinkSet.empty() || !network.ports.empty()) {
        return uplinkSet(network.uplinkSet);
    }
    return uplinkSets.empty() ? nullptr : &uplinkSets.front();
}

std::string profileName(const BayIntent& bay) {
    return bay.profile.empty() ? fmt::format("seedbed-bay{}", bay.bay) : bay.profile;
}

std::vector<std::string> networksOf(const FlexNicIntent& nic) {
    if (!nic.networks.empty() || nic.network.empty()) {
        return nic.networks;
    }
    return {nic.network};
}

} // namespace seedbed::vc
