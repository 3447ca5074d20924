// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/model/witness.hpp"

#include <gtest/gtest.h>

#include "oa-bridge/model/enclosure.hpp"

namespace seedbed {
namespace {

Witnessed<PowerReading> told(std::initializer_list<std::pair<Source, PowerReading>> accounts) {
    Witnessed<PowerReading> witnessed;
    for (const auto& [source, power] : accounts) {
        witnessed.add(power, source, WallTime());
    }
    return witnessed;
}

constexpr auto on = PowerReading::on;
constexpr auto off = PowerReading::off;

TEST(Witnessed, nobodySpoke) {
    const auto witnessed = told({});
    EXPECT_EQ(witnessed.verdict(), Verdict::unknown);
    EXPECT_FALSE(witnessed.value());
}

TEST(Witnessed, allAgree) {
    const auto witnessed = told({{Source::oa, on}, {Source::ipmi, on}});
    EXPECT_EQ(witnessed.verdict(), Verdict::agreed);
    EXPECT_EQ(witnessed.value(), on);
    EXPECT_TRUE(witnessed.dissenters().empty());
}

class OneLies : public testing::TestWithParam<int> {};
TEST_P(OneLies, andIsOutvotedByName) { // E-16
    constexpr Source sources[] = {Source::oa, Source::ribcl, Source::ipmi};
    Witnessed<PowerReading> witnessed;
    for (int i = 0; i < 3; ++i) {
        witnessed.add(i == GetParam() ? off : on, sources[i], WallTime());
    }
    EXPECT_EQ(witnessed.verdict(), Verdict::outvoted);
    EXPECT_EQ(witnessed.value(), on);
    ASSERT_EQ(witnessed.dissenters().size(), 1U);
    EXPECT_EQ(witnessed.dissenters().front().source, sources[GetParam()]);
}
INSTANTIATE_TEST_SUITE_P(Witnesses, OneLies, testing::Range(0, 3));

TEST(Witnessed, twoThatDisagreeAreLeftToAHuman) {
    const auto witnessed = told({{Source::oa, on}, {Source::ipmi, off}});
    EXPECT_EQ(witnessed.verdict(), Verdict::undecided);
    EXPECT_FALSE(witnessed.value());
    EXPECT_EQ(witnessed.dissenters().size(), 2U);
}

TEST(Witnessed, twoAgainstTwoDecideNothing) {
    const auto witnessed = told({{Source::oa, on}, {Source::ipmi, off}, {Source::ribcl, off}, {Source::redfish, on}});
    EXPECT_EQ(witnessed.verdict(), Verdict::undecided);
}

} // namespace
} // namespace seedbed
