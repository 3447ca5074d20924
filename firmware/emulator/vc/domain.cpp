// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/vc/domain.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "firmware/emulator/vc/bandwidth.hpp"

namespace seedbed::emulator::vc {
namespace {

template <class T, class Match>
const T* findIf(const std::vector<T>& things, Match match) {
    auto found = std::find_if(things.begin(), things.end(), match);
    return found == things.end() ? nullptr : &*found;
}

SpeedRequest requestOf(const Domain& domain, const Connection& connection) {
    if (connection.network.empty() && connection.mappings.empty()) {
        return {}; // it is not linked
    }
    switch (connection.speed) {
    case SpeedType::disabled:
        return {};
    case SpeedType::custom:
        return {SpeedRequest::Kind::fixed, connection.customMb};
    case SpeedType::automatic:
        return {SpeedRequest::Kind::automatic, 0};
    case SpeedType::preferred:
        break;
    }
    const auto* network = findNetwork(domain, connection.network);
    if (network == nullptr || network->preferredMb == 0) {
        return {SpeedRequest::Kind::automatic, 0};
    }
    return {SpeedRequest::Kind::fixed, network->preferredMb};
}

} // namespace

const UplinkSet* findUplinkSet(const Domain& domain, const std::string& name) {
    return findIf(domain.uplinkSets, [&](const auto& set) { return set.name == name; });
}

const UplinkPort* findUplinkPort(const Domain& domain, const std::string& port) {
    return findIf(domain.uplinkPorts, [&](const auto& entry) { return entry.port == port; });
}

const Network* findNetwork(const Domain& domain, const std::string& name) {
    return findIf(domain.networks, [&](const auto& network) { return network.name == name; });
}

const Profile* findProfile(const Domain& domain, const std::string& name) {
    return findIf(domain.profiles, [&](const auto& profile) { return profile.name == name; });
}

const Profile* profileOfBay(const Domain& domain, BayNumber bay) {
    return findIf(domain.profiles, [&](const auto& profile) { return profile.bay == bay; });
}

const AccessGroup* findGroup(const Domain& domain, const std::string& name) {
    return findIf(domain.groups, [&](const auto& group) { return group.name == name; });
}

bool groupHolds(const Domain& domain, const std::string& group, const std::string& network) {
    const auto* found = findGroup(domain, group);
    return found == nullptr ||
           std::find(found->networks.begin(), found->networks.end(), network) != found->networks.end();
}

std::string portMapping(int connection) {
    if (connection < 1 || connection > kMappedConnections) {
        return {};
    }
    return fmt::format("LOM:{}-{}", 2 - connection % 2, static_cast<char>('a' + (connection - 1) / 2));
}

std::vector<int> allottedMb(const Domain& domain, const Profile& profile) {
    std::vector<int> all(profile.connections.size(), 0);
    for (std::size_t lom = 0; lom < 2; ++lom) {
        std::vector<SpeedRequest> requests;
        for (auto index = lom; index < all.size() && index < kMappedConnections; index += 2) {
            requests.push_back(requestOf(domain, profile.connections[index]));
        }
        auto shares = allotBandwidth(requests);
        for (std::size_t turn = 0; turn < shares.size(); ++turn) {
            all[lom + 2 * turn] = shares[turn];
        }
    }
    return all;
}

} // namespace seedbed::emulator::vc
