// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/faults.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace seedbed::emulator {
namespace {

TEST(Scenario, readsFaultsWithTheirParameters) {
    const auto faults = parseScenario(
        "faults:\n  - kind: slow\n    bay: 3\n    ms: 250\n  - {kind: oa-refuse-login}\n", "s.yaml");
    ASSERT_TRUE(faults) << faults.error().cause;
    ASSERT_EQ(faults->size(), 2u);
    EXPECT_EQ((*faults)[0].kind, "slow");
    EXPECT_EQ((*faults)[0].bay, 3);
    EXPECT_EQ((*faults)[0].parameters.at("ms"), "250");
    EXPECT_EQ((*faults)[1].bay, 0);
}

struct Bad {
    const char* text;
    const char* id;
};

class BadScenario : public testing::TestWithParam<Bad> {};

TEST_P(BadScenario, isRefusedByName) {
    const auto faults = parseScenario(GetParam().text, "s.yaml");
    ASSERT_FALSE(faults);
    EXPECT_EQ(faults.error().id, GetParam().id);
}

INSTANTIATE_TEST_SUITE_P(Scenario, BadScenario,
                         testing::Values(Bad{"faults: [{kind: gremlin}]", "CHASSIS-FAULT"},
                                         Bad{"faults: [{bay: 1}]", "CHASSIS-FAULT"},
                                         Bad{"faults: [{kind: slow, bay: 9}]", "CHASSIS-FAULT"},
                                         Bad{"faults: [{kind: slow, bay: all}]", "CHASSIS-FAULT"},
                                         Bad{"faults: [{kind: slow, ms: [1]}]", "CHASSIS-FAULT"},
                                         Bad{"faults: [{kind: slow, ms: -5}]", "CHASSIS-FAULT"},
                                         Bad{"faults: [{kind: slow, ms: abc}]", "CHASSIS-FAULT"},
                                         Bad{"faults: [{kind: power-stuck, ms: 5}]", "CHASSIS-FAULT"},
                                         Bad{"faults: []\nextra: 1", "CHASSIS-SCENARIO"},
                                         Bad{"faults: 3", "CHASSIS-SCENARIO"},
                                         Bad{"faults: []\nfaults: []", "YAML-DUPLICATE-KEY"}));

TEST(Scenario, namesTheLineOfABadFault) {
    const auto faults = parseScenario("faults:\n  - kind: slow\n  - kind: gremlin\n", "s.yaml");
    ASSERT_FALSE(faults);
    EXPECT_EQ(faults.error().object, "s.yaml line 3");
    EXPECT_NE(faults.error().cause.find("bmc-silent"), std::string::npos) << "the kinds there are";
}

TEST(Fault, goesToJsonAndBack) {
    const Fault fault{"slow", 2, {{"ms", "5"}}};
    const auto again = faultFromJson(toJson(fault), "test");
    ASSERT_TRUE(again);
    EXPECT_EQ(again->kind, "slow");
    EXPECT_EQ(again->bay, 2);
    EXPECT_EQ(again->parameters, fault.parameters);
}

} // namespace
} // namespace seedbed::emulator
