// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/oa_settings.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/golden.hpp"

namespace seedbed::wire {
namespace {

std::string answer(const std::string& name) {
    return test::golden("oa/" + name + ".xml");
}

TEST(OaSettings, readsWhereThePortsComeOut) {
    const auto maps = readPortMaps(answer("blade_port_map_array"));
    ASSERT_TRUE(maps) << toSentence(maps.error());
    ASSERT_EQ(maps->size(), 1U);
    EXPECT_EQ((*maps)[0].bay, 3);
    ASSERT_EQ((*maps)[0].routes.size(), 2U);
    EXPECT_EQ((*maps)[0].routes[1], (PortRoute{9, 2, "02:00:00:00:03:02", "FABRIC_TYPE_10GETH", 1, 11}));
}

TEST(OaSettings, readsTemperatures) {
    const auto blade = readBladeThermals(answer("blade_thermal_info_array"));
    ASSERT_TRUE(blade) << toSentence(blade.error());
    ASSERT_EQ(blade->size(), 1U) << "a sensor that is not there does not read 0 degrees";
    EXPECT_EQ((*blade)[0].celsius, 20);
    const auto enclosure = readThermal(answer("thermal_info"));
    ASSERT_TRUE(enclosure) << toSentence(enclosure.error());
    EXPECT_EQ(enclosure->health, Health::degraded);
    EXPECT_EQ(enclosure->critical, 43);
}

TEST(OaSettings, readsPowerAndUsers) {
    const auto power = readPowerConfig(answer("power_config"));
    ASSERT_TRUE(power) << toSentence(power.error());
    EXPECT_EQ(*power, (OaPowerConfig{"AC_REDUNDANT", 0, true}));
    const auto call = powerConfigCall(*power);
    EXPECT_EQ(call.parameters[0].second, "AC_REDUNDANT");
    const auto user = readOaUser(answer("user_info"));
    ASSERT_TRUE(user) << toSentence(user.error());
    EXPECT_EQ(*user, (OaUser{"Administrator", true, "ADMINISTRATOR", true, {1, 3}}));
}

TEST(OaSettings, readsLogs) {
    EXPECT_NE(readOaSyslog(answer("oa_syslog"))->find("bay 3 has been removed"), std::string::npos);
    const auto log = readMpEventLog(answer("blade_mp_event_log"));
    ASSERT_TRUE(log) << toSentence(log.error());
    EXPECT_EQ(*log, (std::vector<LogRecord>{
                        {"Caution", "iLO 4", "11/27/2014 10:00", "11/27/2014 10:02", 2, "Server reset."}}));
}

TEST(OaSettings, readsTheBootOrderByPriority) {
    EXPECT_EQ(readBladeBoot(answer("blade_boot_info"))->sources,
              (std::vector{BootSource::network, BootSource::disk, BootSource::unknown}));
}

TEST(OaSettings, readsTheClockOnlyWhenItSaysWhichZone) {
    using namespace std::chrono;
    EXPECT_EQ(*readEnclosureTime(answer("enclosure_time")), sys_days(year(2014) / 11 / 27) + hours(10));
    EXPECT_EQ(readEnclosureTime(answer("enclosure_time_local")).error().id, "OA-NO-CLOCK");
}

TEST(OaSettings, aFaultIsAFaultForAll) {
    EXPECT_EQ(readPortMaps(answer("fault_privilege")).error().id, "OA-PRIVILEGE");
    EXPECT_EQ(readPowerConfig(answer("fault_standby")).error().id, "OA-STANDBY");
    EXPECT_EQ(readOaUser(answer("power_config")).error().id, "OA-NONSENSE") << "the answer to another call";
}

} // namespace
} // namespace seedbed::wire
