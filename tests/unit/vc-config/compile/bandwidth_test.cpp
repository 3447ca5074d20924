// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/compile/bandwidth.hpp"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace seedbed::vc {
namespace {

constexpr int rest = 0;  // a FlexNIC that takes what is left
constexpr int dark = -1; // one that is not linked

std::vector<int> minimums(const std::vector<int>& asked) {
    std::vector<SpeedRequest> requests;
    for (const int mb : asked) {
        requests.push_back({mb != dark, std::max(mb, 0)});
    }
    std::vector<int> given;
    for (const auto& allotment : allot(requests)) {
        given.push_back(allotment.minimumMb);
    }
    return given;
}
using Mbs = std::vector<int>;

TEST(Bandwidth, workedExamplesOfTheGuide) {
    EXPECT_EQ(minimums({2000, 2000, 2000, 2000}), (Mbs{2000, 2000, 2000, 2000}));
    EXPECT_EQ(minimums({1000, rest, rest, rest}), (Mbs{1000, 3000, 3000, 3000}));
    EXPECT_EQ(minimums({1000, 2000, 4000, 5000}), (Mbs{900, 1700, 3300, 4100}));
    EXPECT_EQ(minimums({2000, 8000, rest, rest}), (Mbs{1900, 7900, 100, 100}));
}

TEST(Bandwidth, whatTheExamplesDoNotShow) {
    EXPECT_EQ(minimums({rest, rest, rest, rest}), (Mbs{2500, 2500, 2500, 2500}));
    EXPECT_EQ(minimums({rest, rest, rest}), (Mbs{3400, 3300, 3300}));
    EXPECT_EQ(minimums({rest}), (Mbs{10000}));
    EXPECT_EQ(minimums({10000, rest}), (Mbs{9900, 100}));
    EXPECT_EQ(minimums({9900, rest}), (Mbs{9900, 100}));
    EXPECT_EQ(minimums({3000, dark, rest}), (Mbs{3000, 0, 7000}));
    EXPECT_EQ(minimums({100, 10000, 8000, 3000}), (Mbs{100, 4700, 3700, 1500}))
        << "one is rounded down to nothing";
    EXPECT_EQ(minimums({100, 100, 9800, 10000}), (Mbs{100, 100, 4800, 5000}))
        << "and one step is not enough for two";
    EXPECT_TRUE(minimums({}).empty());
}

TEST(Bandwidth, holdsItsRulesForAnyRequests) {
    std::mt19937 random(1);
    for (int i = 0; i < 20000; ++i) {
        Mbs asked;
        for (unsigned n = 1 + random() % 4; n > 0; --n) {
            const unsigned kind = random() % 4;
            asked.push_back(kind == 0   ? rest
                            : kind == 1 ? dark
                                        : static_cast<int>(100 * (1 + random() % 100)));
        }
        const auto given = minimums(asked);
        int sum = 0;
        int wanted = 0;
        bool anyRest = false;
        for (std::size_t n = 0; n < asked.size(); ++n) {
            EXPECT_EQ(given[n] % speedStepMb, 0);
            EXPECT_EQ(given[n] == 0, asked[n] == dark);
            EXPECT_TRUE(asked[n] <= 0 || given[n] <= asked[n]);
            sum += given[n];
            wanted += std::max(asked[n], 0);
            anyRest = anyRest || asked[n] == rest;
        }
        EXPECT_EQ(sum, anyRest ? portSpeedMb : std::min(wanted, portSpeedMb));
    }
}

TEST(Bandwidth, aNetworkGivesItsPreferredSpeedAndItsLimit) {
    VcDomain domain;
    domain.networks = {{"FAST"}, {"SLOW"}};
    domain.networks[1].preferredMb = 500;
    domain.networks[1].maximumMb = 1000;
    ServerProfile profile{"P", 3, {}};
    Connection slow;
    slow.network = "SLOW";
    Connection fast;
    fast.network = "FAST";
    Connection several;
    several.map = {{"FAST", 10, false}, {"SLOW", 20, false}};
    Connection off = fast;
    off.speed = SpeedType::disabled;
    profile.connections = {slow, several, fast, off};
    domain.profiles = {profile, {"waiting", {}, {slow}}};
    const auto all = allotments(domain);
    ASSERT_EQ(all.size(), 2U) << "nothing is allocated to a profile without a bay";
    EXPECT_EQ(all[0].bay, 3);
    EXPECT_EQ(all[0].port, 1);
    ASSERT_EQ(all[0].flexNics.size(), 2U);
    EXPECT_EQ(all[0].flexNics[0].given, (Allotment{500, 1000}));
    EXPECT_EQ(all[0].flexNics[0].asked, "preferred");
    EXPECT_EQ(all[0].flexNics[1].given, (Allotment{9500, 10000}));
    EXPECT_EQ(all[1].flexNics[0].networks, "FAST, SLOW");
    EXPECT_EQ(all[1].flexNics[0].given, (Allotment{10000, 10000}));
    EXPECT_EQ(all[1].flexNics[1].given.minimumMb, 0);
}

} // namespace
} // namespace seedbed::vc
