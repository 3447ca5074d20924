// SPDX-License-Identifier: GPL-3.0-or-later
// The examples of the user guide, and what must hold for any wish.
#include "firmware/emulator/vc/bandwidth.hpp"

#include <numeric>

#include <gtest/gtest.h>

namespace seedbed::emulator::vc {
namespace {

SpeedRequest fixed(int mb) {
    return {SpeedRequest::Kind::fixed, mb};
}
SpeedRequest automatic() {
    return {SpeedRequest::Kind::automatic, 0};
}
SpeedRequest none() {
    return {};
}

struct Example {
    std::vector<SpeedRequest> requests;
    std::vector<int> allotted;
};

class Bandwidth : public testing::TestWithParam<Example> {};

TEST_P(Bandwidth, isAllottedAsTheGuideSays) {
    EXPECT_EQ(allotBandwidth(GetParam().requests), GetParam().allotted);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Bandwidth,
    testing::Values(Example{{fixed(2000), fixed(2000), fixed(2000), fixed(2000)}, {2000, 2000, 2000, 2000}},
                    Example{{fixed(1000), automatic(), automatic(), automatic()}, {1000, 3000, 3000, 3000}},
                    Example{{fixed(1000), fixed(2000), fixed(4000), fixed(5000)}, {900, 1700, 3300, 4100}},
                    Example{{fixed(2000), fixed(8000), automatic(), automatic()}, {1900, 7900, 100, 100}},
                    Example{{automatic()}, {10000}},
                    Example{{automatic(), automatic(), automatic()}, {3400, 3300, 3300}},
                    Example{{none(), automatic(), none(), automatic()}, {0, 5000, 0, 5000}},
                    Example{{fixed(10000), fixed(10000)}, {5000, 5000}}, Example{{}, {}},
                    Example{{fixed(100), fixed(100), fixed(9800), fixed(10000)}, {100, 100, 4800, 5000}},
                    Example{{fixed(100), fixed(10000), fixed(8000), fixed(3000)}, {100, 4700, 3700, 1500}}));

TEST(Bandwidth, neverExceedsThePortAndServesEveryLinkedOne) {
    for (int a = 100; a <= 10000; a += 900) {
        for (int b = 100; b <= 10000; b += 700) {
            for (const auto& last : {fixed(3300), automatic(), none()}) {
                auto all = allotBandwidth({fixed(a), fixed(b), last, automatic()});
                EXPECT_LE(std::accumulate(all.begin(), all.end(), 0), kPortMb) << a << " " << b;
                EXPECT_GE(all[0], kStepMb);
                EXPECT_GE(all[1], kStepMb);
                EXPECT_GE(all[3], kStepMb);
                EXPECT_EQ(all[0] % kStepMb, 0);
            }
        }
    }
}

} // namespace
} // namespace seedbed::emulator::vc
