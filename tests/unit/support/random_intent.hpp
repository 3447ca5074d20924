// SPDX-License-Identifier: GPL-3.0-or-later
// Connectivity intents that obey every rule, made from a seed.
#pragma once

#include <algorithm>
#include <random>

#include "vc-config/model/connectivity_intent.hpp"

namespace seedbed::test {

inline vc::ConnectivityIntent randomIntent(unsigned seed) {
    std::mt19937 random(seed);
    const auto upTo = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
    vc::ConnectivityIntent intent;
    intent.domainName = "domain" + std::to_string(upTo(3));
    intent.macPool = 1 + upTo(64);
    intent.uplinkSets = {{"US", {}}};
    for (int port = 1 + upTo(3); port <= 4; ++port) {
        intent.uplinkSets[0].ports.push_back({"enc0:1:X" + std::to_string(port)});
    }
    std::vector<int> vlans{10, 20, 30, 40, 50, 60, 70};
    std::shuffle(vlans.begin(), vlans.end(), random);
    const std::string names[] = {"BOOT", "MGMT", "API", "TENANT", "STORE"};
    const int native = upTo(6);
    for (int i = 0; i < 5; ++i) {
        intent.networks.push_back({names[i], vlans[static_cast<std::size_t>(i)], i == native, i == 0});
    }
    std::vector<int> bays{1, 2, 3, 4, 5, 6, 7, 8};
    std::shuffle(bays.begin(), bays.end(), random);
    const int count = 1 + upTo(8);
    for (int i = 0; i < count; ++i) {
        vc::BayIntent bay{bays[static_cast<std::size_t>(i)], "profile" + std::to_string(i), {}};
        std::vector<std::string> first{"BOOT", "MGMT", "API", "TENANT", "STORE"};
        std::vector<std::string> second{"MGMT", "API", "TENANT", "STORE", ""};
        std::shuffle(first.begin(), first.end(), random);
        std::shuffle(second.begin(), second.end(), random);
        const auto boot = std::find(first.begin(), first.end(), "BOOT") - first.begin();
        const int pairs = std::max(static_cast<int>(boot) % 4 + 1, 1 + upTo(4));
        std::iter_swap(first.begin() + boot, first.begin() + boot % 4);
        for (int pair = 0; pair < pairs; ++pair) {
            bay.flexNics.push_back({first[static_cast<std::size_t>(pair)], upTo(2) * 100 * (1 + upTo(25))});
            bay.flexNics.push_back({second[static_cast<std::size_t>(pair)], upTo(2) * 100 * (1 + upTo(25))});
        }
        intent.bays.push_back(std::move(bay));
    }
    return intent;
}

} // namespace seedbed::test
