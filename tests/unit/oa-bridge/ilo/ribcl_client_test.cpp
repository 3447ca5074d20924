// SPDX-License-Identifier: GPL-3.0-or-later
// The RIBCL client against an HTTPS server that answers from the golden files.
#include "oa-bridge/ilo/ribcl.hpp"

#include <map>

#include "tests/unit/oa-bridge/ilo/fake_ilo.hpp"

namespace seedbed {
namespace {

const std::map<std::string, std::string> answers{
    {"<GET_HOST_POWER_STATUS", "power_on"},  {"<GET_FW_VERSION", "firmware"},
    {"<GET_HOST_DATA", "host_data"},         {"<GET_EMBEDDED_HEALTH", "health"},
    {"<GET_ALL_USER_INFO", "users"},         {"<GET_ONE_TIME_BOOT", "one_time_boot"},
    {"<GET_PERSISTENT_BOOT", "persistent_boot"}, {"<GET_GLOBAL_SETTINGS", "global"},
    {"<GET_VM_STATUS", "vm_status"},         {"<GET_EVENT_LOG", "event_log"},
    {"<GET_NETWORK_SETTINGS", "network"},    {"<GET_PRODUCT_NAME", "product_name"},
};

class RibclClient : public testing::Test {
protected:
    HttpResponse answer(const HttpRequest& request) {
        HttpResponse response;
        response.headers.set("Content-Type", "text/xml");
        response.headers.set("Date", "Thu, 27 Nov 2014 10:00:00 GMT");
        std::string file = "done";
        for (const auto& [command, golden] : changed_) {
            file = request.body.find(command) != std::string::npos ? golden : file;
        }
        for (const auto& [command, golden] : answers) {
            const bool ours = request.body.find(command) != std::string::npos && !changed_.contains(command);
            file = ours ? golden : file;
        }
        if (!goodLogin_(request.body)) {
            file = "login_failed";
        }
        response.body = test::golden("ribcl-client/" + file + ".xml");
        return response;
    }
    template <class T>
    Result<T> run(Task<T> task) {
        return test::runOn(io_, std::move(task));
    }

    asio::io_context io_;
    std::map<std::string, std::string> changed_; // command -> another golden file
    std::function<bool(const std::string&)> goodLogin_ = [](const std::string& body) {
        return body.find("PASSWORD=\"secret\"") != std::string::npos;
    };
    test::FakeIlo ilo_{io_, [this](const HttpRequest& request) { return answer(request); }};
    Ribcl ribcl_{io_.get_executor(), ilo_.access()};
};

TEST_F(RibclClient, readsEverything) {
    EXPECT_EQ(run(ribcl_.firmware())->version, "2.03");
    EXPECT_EQ(run(ribcl_.hostIdentity())->serialNumber, "SGH0000001");
    EXPECT_EQ(run(ribcl_.health())->watts, 109);
    EXPECT_EQ(run(ribcl_.eventLog())->size(), 2U);
    EXPECT_EQ(run(ribcl_.managementLog())->size(), 2U);
    EXPECT_EQ(run(ribcl_.users())->size(), 2U);
    EXPECT_EQ(run(ribcl_.persistentBoot())->sources.size(), 5U);
    EXPECT_EQ(run(ribcl_.networkSettings())->address, "192.0.2.101");
    EXPECT_EQ(run(ribcl_.globalSettings())->ipmiOverLan, true);
    EXPECT_TRUE(run(ribcl_.virtualMedia(MediaDrive::cdrom))->inserted);
    EXPECT_EQ(run(ribcl_.productName()).value(), "ProLiant BL460c Gen8");
    EXPECT_EQ(ilo_.requests[0].target, "/ribcl");
    EXPECT_EQ(ilo_.requests[0].method, "POST");
}

TEST_F(RibclClient, powersOnlyWhatNeedsIt) {
    EXPECT_FALSE(run(ribcl_.setPower(PowerCommand::on)).value()) << "it is on";
    EXPECT_EQ(ilo_.count("SET_HOST_POWER"), 0);
    EXPECT_TRUE(run(ribcl_.setPower(PowerCommand::off)).value());
    EXPECT_EQ(ilo_.count("<HOLD_PWR_BTN/>"), 1);
    EXPECT_TRUE(run(ribcl_.setPower(PowerCommand::softOff)).value());
    EXPECT_EQ(ilo_.count("<PRESS_PWR_BTN/>"), 1);
    EXPECT_TRUE(run(ribcl_.setPower(PowerCommand::reset)).value());
    changed_["<GET_HOST_POWER_STATUS"] = "power_off";
    EXPECT_FALSE(run(ribcl_.setPower(PowerCommand::off)).value());
    EXPECT_EQ(run(ribcl_.setPower(PowerCommand::reset)).error().id, "RIBCL-POWER-OFF");
    EXPECT_TRUE(run(ribcl_.setPower(PowerCommand::on)).value());
    EXPECT_EQ(ilo_.count("SET_HOST_POWER HOST_POWER=\"Yes\""), 1);
}

TEST_F(RibclClient, aBootDeviceThatIsNotHeldIsFound) {
    EXPECT_TRUE(run(ribcl_.setOneTimeBoot(BootSource::network)));
    EXPECT_EQ(ilo_.count("<SET_ONE_TIME_BOOT VALUE=\"NETWORK\"/>"), 1);
    changed_["<GET_ONE_TIME_BOOT"] = "one_time_boot_normal";
    const auto ignored = run(ribcl_.setOneTimeBoot(BootSource::network));
    ASSERT_FALSE(ignored);
    EXPECT_EQ(ignored.error().id, "RIBCL-BOOT-IGNORED");
}

TEST_F(RibclClient, writesUsersSettingsAndMedia) {
    IloUser user;
    user.login = "seedbed";
    user.privileges.resetServer = true;
    EXPECT_TRUE(run(ribcl_.addUser(user, Secret("Other-1"))));
    EXPECT_TRUE(run(ribcl_.modifyUser(user)));
    EXPECT_TRUE(run(ribcl_.setUserPassword("seedbed", Secret("Other-2"))));
    EXPECT_EQ(ilo_.count("<PASSWORD VALUE=\"Other-2\"/>"), 1);
    EXPECT_TRUE(run(ribcl_.setIpmiOverLan(true)));
    EXPECT_EQ(ilo_.count("<IPMI_DCMI_OVER_LAN_ENABLED VALUE=\"Yes\"/>"), 1);
    EXPECT_TRUE(run(ribcl_.setTimeServers({"192.0.2.3", "192.0.2.4"})));
    EXPECT_EQ(ilo_.count("<MOD_NETWORK_SETTINGS>\r\n<DHCP_SNTP_SETTINGS VALUE=\"No\"/>\r\n<SNTP_SERVER1 VALUE=\"192.0.2.3\"/>\r\n"
                         "<SNTP_SERVER2 VALUE=\"192.0.2.4\"/>"),
              1);
    EXPECT_TRUE(run(ribcl_.insertMedia(MediaDrive::cdrom, "http://192.0.2.1/boot.iso")));
    EXPECT_EQ(ilo_.count("<VM_BOOT_OPTION VALUE=\"CONNECT\"/>"), 1);
    EXPECT_TRUE(run(ribcl_.ejectMedia(MediaDrive::cdrom)));
    EXPECT_TRUE(run(ribcl_.setPersistentBoot({{BootSource::network}})));
    EXPECT_TRUE(run(ribcl_.resetIlo()));
    EXPECT_EQ(ilo_.count("<RIB_INFO MODE=\"write\">\r\n<RESET_RIB/>"), 1);
}

TEST_F(RibclClient, tellsTheClockFromTheHead) {
    const auto clock = run(ribcl_.clock());
    ASSERT_TRUE(clock) << toSentence(clock.error());
    EXPECT_LT(clock->skew().count(), 0) << "the golden answer is from 2014";
    EXPECT_EQ(std::chrono::floor<std::chrono::seconds>(clock->device),
              std::chrono::sys_days(std::chrono::year(2014) / 11 / 27) + std::chrono::hours(10));
}

TEST_F(RibclClient, triesAPasswordInBothForms) {
    goodLogin_ = [](const std::string& body) { return body.find("PASSWORD=\"a&b\"") != std::string::npos; };
    Ribcl ribcl(io_.get_executor(), ilo_.access("a&b"));
    EXPECT_EQ(run(ribcl.powerStatus()).value(), PowerReading::on);
    EXPECT_EQ(ilo_.requests.size(), 2U) << "with entities first, then literally";
    EXPECT_EQ(run(ribcl.powerStatus()).value(), PowerReading::on);
    EXPECT_EQ(ilo_.requests.size(), 3U) << "the form that was let in is kept";
}

TEST_F(RibclClient, aRefusedLogInIsFinalAndKeepsTheSecret) {
    goodLogin_ = [](const std::string&) { return false; };
    const auto refused = run(ribcl_.powerStatus());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().id, "RIBCL-LOGIN-REFUSED");
    EXPECT_EQ(refused.error().object, "iLO 127.0.0.1");
    EXPECT_EQ(ilo_.requests.size(), 1U) << "each attempt makes the iLO slower";
    EXPECT_EQ(toSentence(refused.error()).find("secret"), std::string::npos);
}

TEST_F(RibclClient, nobodyThere) {
    ilo_.stop();
    const auto gone = run(ribcl_.powerStatus());
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().id, "RIBCL-UNREACHABLE");
    EXPECT_TRUE(isTransient(gone.error()));
}

} // namespace
} // namespace seedbed
