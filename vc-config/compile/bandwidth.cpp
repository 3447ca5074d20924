// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/compile/bandwidth.hpp"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace seedbed::vc {

namespace {

constexpr int stepsOfPort = portSpeedMb / speedStepMb;

struct Share {
    std::size_t index = 0;
    int asked = 0; // in steps; 0: automatic
    int given = 0;
};
using Shares = std::vector<Share>;

int askedOf(const Shares& shares) {
    return std::accumulate(shares.begin(), shares.end(), 0,
                           [](int sum, const Share& s) { return sum + s.asked; });
}

// One step each, to the first of the order first; at most one each.
template <class Before>
void handOut(Shares& shares, int steps, Before before) {
    std::stable_sort(shares.begin(), shares.end(), before);
    for (std::size_t i = 0; i < shares.size() && static_cast<int>(i) < steps; ++i) {
        ++shares[i].given;
    }
}

// In proportion to what each asks for, rounded down. Gives what is left over.
int inProportion(Shares& shares, int steps) {
    const int asked = askedOf(shares);
    int left = steps;
    for (auto& share : shares) {
        share.given = share.asked * steps / asked;
        left -= share.given;
    }
    return left;
}

// The guide's first rule for what is too much. False: somebody would get nothing.
bool scaleToLeast(Shares& shares, int steps) {
    const int left = inProportion(shares, steps);
    handOut(shares, left, [](const Share& a, const Share& b) { return a.given < b.given; });
    return std::all_of(shares.begin(), shares.end(), [](const Share& s) { return s.given > 0; });
}

// Its second rule: those for whom nothing would be left get one step, off the top.
void scaleWithLeast(Shares& shares, int steps) {
    Shares least;
    const auto tooSmall = [&] {
        const int asked = askedOf(shares);
        return std::find_if(shares.begin(), shares.end(),
                            [&](const Share& s) { return s.asked * steps < asked; });
    };
    for (auto found = tooSmall(); found != shares.end(); found = tooSmall()) {
        found->given = 1;
        least.push_back(*found);
        shares.erase(found);
        --steps;
    }
    const int left = inProportion(shares, steps);
    handOut(shares, left,
            [](const Share& a, const Share& b) { return a.asked - a.given > b.asked - b.given; });
    shares.insert(shares.end(), least.begin(), least.end());
}

void shareRest(Shares& automatic, int steps) {
    if (automatic.empty()) {
        return;
    }
    const int count = static_cast<int>(automatic.size());
    for (auto& share : automatic) {
        share.given = steps / count;
    }
    handOut(automatic, steps % count, [](const Share&, const Share&) { return false; });
}

Shares shared(const std::vector<SpeedRequest>& requests) {
    Shares fixed;
    Shares automatic;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        const auto& request = requests[i];
        if (request.linked) {
            const int asked = request.askedMb / speedStepMb;
            (request.askedMb > 0 ? fixed : automatic).push_back({i, asked, asked});
        }
    }
    const int reserved = static_cast<int>(automatic.size());
    if (askedOf(fixed) + reserved > stepsOfPort) {
        if (reserved > 0 || !scaleToLeast(fixed, stepsOfPort)) {
            scaleWithLeast(fixed, stepsOfPort - reserved);
        }
        shareRest(automatic, reserved);
    } else {
        shareRest(automatic, stepsOfPort - askedOf(fixed));
    }
    fixed.insert(fixed.end(), automatic.begin(), automatic.end());
    return fixed;
}

std::string askedText(const Connection& c) {
    return c.speed == SpeedType::custom ? "custom " + speedText(c.speedMb) : std::string(toString(c.speed));
}

} // namespace

std::vector<Allotment> allot(const std::vector<SpeedRequest>& requests) {
    std::vector<Allotment> given(requests.size());
    for (const auto& share : shared(requests)) {
        given[share.index] = {share.given * speedStepMb, requests[share.index].limitMb};
    }
    return given;
}

SpeedRequest requestOf(const Connection& connection, const VcDomain& domain) {
    SpeedRequest request;
    request.linked = connection.connected() && connection.speed != SpeedType::disabled;
    const auto* network = domain.network(connection.network);
    if (network != nullptr && network->maximumMb > 0) {
        request.limitMb = network->maximumMb;
    }
    if (connection.speed == SpeedType::custom) {
        request.askedMb = connection.speedMb;
    } else if (connection.speed == SpeedType::preferred && network != nullptr) {
        request.askedMb = network->preferredMb;
    }
    return request;
}

std::vector<PortAllotment> allotments(const VcDomain& domain) {
    std::vector<PortAllotment> all;
    for (const auto& profile : domain.profiles) {
        for (int port = 1; port <= 2 && profile.bay; ++port) {
            PortAllotment one{*profile.bay, profile.name, port, {}};
            std::vector<SpeedRequest> requests;
            const int last = std::min<int>(mostConnections, static_cast<int>(profile.connections.size()));
            for (int number = port; number <= last; number += 2) {
                const auto& c = profile.connections[static_cast<std::size_t>(number - 1)];
                requests.push_back(requestOf(c, domain));
                one.flexNics.push_back(
                    {number, fmt::format("{}", fmt::join(c.networks(), ", ")), askedText(c), {}});
            }
            const auto given = allot(requests);
            for (std::size_t i = 0; i < given.size(); ++i) {
                one.flexNics[i].given = given[i];
            }
            all.push_back(std::move(one));
        }
    }
    return all;
}

nlohmann::json allotmentsJson(const std::vector<PortAllotment>& ports) {
    auto all = nlohmann::json::array();
    for (const PortAllotment& port : ports) {
        auto nics = nlohmann::json::array();
        for (const FlexNicAllotment& nic : port.flexNics) {
            nics.push_back({{"flexnic", flexNicName(nic.connection)},
                            {"networks", nic.networks},
                            {"asked", nic.asked},
                            {"minimum_mb", nic.given.minimumMb},
                            {"maximum_mb", nic.given.maximumMb}});
        }
        all.push_back({{"bay", port.bay},
                       {"profile", port.profile},
                       {"port", fmt::format("LOM:{}", port.port)},
                       {"flexnics", nics}});
    }
    return all;
}

} // namespace seedbed::vc
