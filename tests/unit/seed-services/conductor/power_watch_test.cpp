// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/seed-services/conductor/power_watch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/seed-services/conductor/fakes.hpp"
#include "tests/unit/support/run.hpp"

namespace seedbed::seed {
namespace {

using namespace test;
using seedbed::test::runOn;
using testing::HasSubstr;

struct PowerWatchTest : testing::Test {
    asio::io_context io;
    FakeNodes nodes{io.get_executor()};
    FakeBlade blade{io.get_executor()};
    PowerWatch watch{io.get_executor(), nodes, blade, {}};

    void SetUp() override { nodes.node["power_state"] = "power off"; }
    void look() { runOn(io, looked()); }
    asio::awaitable<bool> looked() {
        co_await watch.lookAround();
        co_return true;
    }
    std::string power() const { return nodes.node.value("power_state", ""); }
    std::string fault() const { return nodes.node.value("fault", ""); }
};

TEST_F(PowerWatchTest, whatSomebodySwitchedIsNoted) {
    look();
    EXPECT_EQ(power(), "power off");
    blade.on = true;
    look();
    EXPECT_EQ(power(), "power on");
    EXPECT_TRUE(blade.calls.empty()) << "it only looks";
}

TEST_F(PowerWatchTest, threeSilencesAreAFaultAndOneAnswerEndsIt) {
    blade.fails["isOn"] = fakeError("BMC-SILENT");
    look();
    look();
    EXPECT_EQ(fault(), "");
    look();
    EXPECT_EQ(fault(), "power failure");
    EXPECT_EQ(nodes.node["maintenance"], true);
    EXPECT_THAT(nodes.node["maintenance_reason"].get<std::string>(), HasSubstr("BMC-SILENT"));
    blade.fails.clear();
    look();
    EXPECT_EQ(fault(), "");
    EXPECT_EQ(nodes.node["maintenance"], false);
    EXPECT_EQ(power(), "power off");
}

TEST_F(PowerWatchTest, anAnswerBetweenSilencesForgivesThem) {
    for (int i = 0; i < 2; ++i) {
        blade.fails["isOn"] = fakeError("BMC-SILENT");
        look();
        look();
        blade.fails.clear();
        look();
    }
    EXPECT_EQ(fault(), "");
}

TEST_F(PowerWatchTest, nodesThatAreTakenEnrolledOrMaintainedAreLeftAlone) {
    blade.on = true;
    for (const Json& held : {Json{{"reservation", "conductor"}}, Json{{"provision_state", "enroll"}},
                             Json{{"maintenance", true}}}) {
        const auto before = nodes.node;
        nodes.node.merge_patch(held);
        look();
        EXPECT_EQ(power(), "power off") << held;
        nodes.node = before;
    }
}

} // namespace
} // namespace seedbed::seed
