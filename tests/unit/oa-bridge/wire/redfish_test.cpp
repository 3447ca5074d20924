// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/redfish.hpp"

#include <gtest/gtest.h>

#include "oa-bridge/wire/device_clock.hpp"
#include "tests/unit/support/golden.hpp"

namespace seedbed::wire {
namespace {

std::string answer(const std::string& name) {
    return test::golden("redfish-client/" + name + ".json");
}

TEST(Redfish, readsTheRootAndItsLinks) {
    const auto root = readRedfishRoot(answer("root"));
    ASSERT_TRUE(root) << toSentence(root.error());
    EXPECT_EQ(*root, (RedfishRoot{"1.0.0", "/redfish/v1/Systems/", "/redfish/v1/Managers/",
                                  "/redfish/v1/SessionService/Sessions/", "iLO 4", "2.55"}));
    EXPECT_EQ(*readMembers(answer("systems")), std::vector<std::string>{"/redfish/v1/Systems/1/"});
}

TEST(Redfish, readsTheSystem) {
    const auto system = readRedfishSystem(answer("system"));
    ASSERT_TRUE(system) << toSentence(system.error());
    EXPECT_EQ(system->power, PowerReading::on);
    EXPECT_EQ(system->serialNumber, "SGH0000001") << "the padding is gone";
    EXPECT_EQ(system->uuid, "30313436-3631-4753-4830-303030303031");
    EXPECT_EQ(system->health, Health::ok);
    EXPECT_EQ(system->postState, "FinishedPost");
    EXPECT_EQ(system->memoryGib, 64);
    EXPECT_EQ(system->boot, BootOverride{});
    EXPECT_EQ(system->bootTargets.size(), 8U);
    EXPECT_EQ(system->resetTarget, "/redfish/v1/Systems/1/Actions/ComputerSystem.Reset/");
    EXPECT_EQ(system->nics.size(), 2U);
    EXPECT_EQ(readRedfishSystem(answer("system_off"))->power, PowerReading::off);
    EXPECT_EQ(readRedfishSystem(answer("system_reset"))->power, PowerReading::unknown) << "neither on nor off";
    EXPECT_EQ(readRedfishSystem(answer("system_pxe"))->boot,
              (BootOverride{BootOverride::Lasting::once, BootSource::network}));
}

TEST(Redfish, readsTheManagerAndItsClock) {
    const auto manager = readRedfishManager(answer("manager"));
    ASSERT_TRUE(manager) << toSentence(manager.error());
    EXPECT_EQ(manager->firmware, "2.55");
    EXPECT_EQ(manager->model, "iLO 4");
    EXPECT_EQ(manager->clockLink, "/redfish/v1/Managers/1/DateTime/");
    EXPECT_EQ(*readDateTime(answer("date_time")), "2014-11-27T10:00:00Z");
}

TEST(Redfish, readsTimes) {
    using namespace std::chrono;
    const auto ten = sys_days(year(2014) / 11 / 27) + hours(10);
    EXPECT_EQ(*readIsoTime("2014-11-27T10:00:00Z"), ten);
    EXPECT_EQ(*readIsoTime("2014-11-27T19:00:00+09:00"), ten);
    EXPECT_EQ(*readIsoTime("2014-11-27T04:30-05:30"), ten);
    EXPECT_EQ(*readIsoTime("2014-11-27 10:00"), ten);
    EXPECT_EQ(*readIsoTime("2014-11-27T10:00:00.123Z"), ten);
    for (const char* text : {"", "yesterday", "2014-02-30T10:00:00Z", "2014-11-27T24:00:00Z", "2014-11-27T10:00+9"}) {
        EXPECT_FALSE(readIsoTime(text)) << text;
    }
    EXPECT_EQ(*readHttpDate("Thu, 27 Nov 2014 10:00:00 GMT"), ten);
    EXPECT_EQ(readHttpDate("27 Nov 2014"), std::nullopt);
    const auto clock = clockReading(ten + 100s, ten - 1s, ten + 1s);
    EXPECT_EQ(clock.uncertainty, 1500ms);
    EXPECT_NEAR(static_cast<double>(clock.skew().count()), 100, 1);
}

TEST(Redfish, tellsWhatARefusalMeans) {
    struct Case {
        unsigned status;
        const char* file;
        const char* id;
        ErrorKind kind;
    };
    const Case cases[] = {
        {401, "no_session", "REDFISH-LOGIN-REFUSED", ErrorKind::refused},
        {400, "bad_login", "REDFISH-LOGIN-REFUSED", ErrorKind::refused},
        {400, "in_post", "REDFISH-POST", ErrorKind::busy},
        {400, "wrong_state", "REDFISH-STATE", ErrorKind::conflict},
        {400, "unknown_property", "REDFISH-UNSUPPORTED", ErrorKind::unsupported},
        {400, "not_writable_old", "REDFISH-VALUE", ErrorKind::invalid},
        {400, "oa_controls", "REDFISH-OA", ErrorKind::conflict},
        {404, "missing", "REDFISH-NOT-FOUND", ErrorKind::notFound},
        {503, "too_many_sessions", "REDFISH-SESSIONS", ErrorKind::busy},
    };
    for (const auto& [status, file, id, kind] : cases) {
        const auto error = redfishError(status, answer(file));
        EXPECT_EQ(error.id, id) << file;
        EXPECT_EQ(error.kind, kind) << file;
        EXPECT_FALSE(error.action.empty()) << file;
    }
    EXPECT_NE(redfishError(400, answer("unknown_property")).cause.find("BootSourceOverrideMode"), std::string::npos);
    EXPECT_EQ(redfishError(412, "").id, "REDFISH-CHANGED");
    EXPECT_EQ(redfishError(503, "<html>").id, "REDFISH-BUSY");
    EXPECT_EQ(redfishError(418, "[1").id, "REDFISH-ERROR");
    EXPECT_TRUE(asksForReset(answer("reset_required")));
    EXPECT_FALSE(asksForReset(answer("success")));
}

TEST(Redfish, choosesAmongTheResetTypesOffered) {
    auto system = *readRedfishSystem(answer("system"));
    EXPECT_EQ(*resetTypeFor(PowerCommand::on, system), "On");
    EXPECT_EQ(*resetTypeFor(PowerCommand::off, system), "ForceOff");
    EXPECT_EQ(*resetTypeFor(PowerCommand::softOff, system), "PushPowerButton") << "a Gen8 has no graceful types";
    EXPECT_EQ(*resetTypeFor(PowerCommand::reset, system), "ForceRestart");
    system.resetTypes = {"Nmi"};
    EXPECT_EQ(resetTypeFor(PowerCommand::off, system).error().id, "REDFISH-UNSUPPORTED");
    system.resetTypes.clear();
    EXPECT_EQ(*resetTypeFor(PowerCommand::softOff, system), "PushPowerButton");
    EXPECT_EQ(resetBody("On"), R"({"ResetType":"On"})");
}

TEST(Redfish, namesTheTargetBeforeItIsEnabled) {
    EXPECT_EQ(bootOverrideBody({BootOverride::Lasting::once, BootSource::network}),
              R"({"Boot":{"BootSourceOverrideTarget":"Pxe","BootSourceOverrideEnabled":"Once"}})");
    EXPECT_EQ(bootOverrideBody({}), R"({"Boot":{"BootSourceOverrideTarget":"None","BootSourceOverrideEnabled":"Disabled"}})");
}

TEST(Redfish, readsTasks) {
    EXPECT_FALSE(readRedfishTask(answer("task"))->done);
    EXPECT_TRUE(readRedfishTask(answer("task_done"))->good);
    EXPECT_TRUE(readRedfishTask(answer("task_failed"))->done);
    EXPECT_FALSE(readRedfishTask(answer("task_failed"))->good);
    EXPECT_FALSE(readRedfishTask("{}"));
}

TEST(Redfish, whatIsNoResourceIsNonsense) {
    for (const std::string text : {"", "<html/>", "[]", "{", "{}", "{\"PowerState\":7}"}) {
        EXPECT_EQ(readRedfishRoot(text).error().id, "REDFISH-NONSENSE") << text;
        EXPECT_EQ(readRedfishSystem(text).error().id, "REDFISH-NONSENSE") << text;
    }
    EXPECT_TRUE(readMembers("{\"Members\":[{},3,null]}")->empty());
}

} // namespace
} // namespace seedbed::wire
