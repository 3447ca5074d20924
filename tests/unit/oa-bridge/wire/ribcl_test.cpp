// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/ribcl.hpp"

#include <gtest/gtest.h>

#include "oa-bridge/wire/ribcl_repair.hpp"
#include "tests/unit/support/golden.hpp"

namespace seedbed::wire {
namespace {

std::string answer(const std::string& name) {
    return test::golden("ribcl-client/" + name + ".xml");
}

TEST(Ribcl, readsWhatTheHostIs) {
    EXPECT_EQ(*readHostPower(answer("power_on")), PowerReading::on);
    EXPECT_EQ(*readHostPower(answer("power_off")), PowerReading::off);
    EXPECT_EQ(*readProductName(answer("product_name")), "ProLiant BL460c Gen8");
    const auto host = readHostData(answer("host_data"));
    ASSERT_TRUE(host) << toSentence(host.error());
    EXPECT_EQ(host->product, "ProLiant BL460c Gen8");
    EXPECT_EQ(host->serialNumber, "SGH0000001") << "the padding is gone";
    EXPECT_EQ(host->uuid, "30313436-3631-4753-4830-303030303031");
    EXPECT_EQ(host->romFamily, "I31");
    EXPECT_EQ(host->romDate, "06/01/2014");
    ASSERT_EQ(host->nics.size(), 3U);
    EXPECT_EQ(host->nics[2].port, "iLO");
    EXPECT_EQ(host->nics[2].mac.toString(), "02:00:00:00:01:ff");
}

TEST(Ribcl, readsTheFirmware) {
    const auto firmware = readIloFirmware(answer("firmware"));
    ASSERT_TRUE(firmware) << toSentence(firmware.error());
    EXPECT_EQ(*firmware, (IloFirmware{"2.03", "Nov 07 2014", "iLO Advanced for BladeSystem", "iLO4"}));
}

TEST(Ribcl, readsWhetherTheBladeStartsByItself) {
    const auto with = [](const std::string& word) {
        auto text = answer("auto_power");
        return readAutoPower(text.replace(text.find("\"ON\""), 4, "\"" + word + "\""));
    };
    EXPECT_TRUE(*with("ON"));
    EXPECT_TRUE(*with("30"));
    EXPECT_TRUE(*with("RANDOM"));
    EXPECT_FALSE(*with("OFF"));
    EXPECT_EQ(with("maybe").error().id, "RIBCL-NONSENSE");
}

TEST(Ribcl, readsTheHealth) {
    const auto health = readEmbeddedHealth(answer("health"));
    ASSERT_TRUE(health) << toSentence(health.error());
    EXPECT_EQ(health->worst(), Health::degraded);
    EXPECT_EQ(health->glance.size(), 7U) << "redundancy is no health";
    ASSERT_EQ(health->temperatures.size(), 2U);
    EXPECT_EQ(health->temperatures[0].celsius, 20);
    EXPECT_EQ(health->temperatures[0].critical, 46);
    EXPECT_EQ(health->temperatures[1].celsius, std::nullopt) << "N/A is no reading";
    EXPECT_EQ(health->watts, 109);
    EXPECT_EQ(health->memoryMb, 65536);
    ASSERT_EQ(health->drives.size(), 1U);
    EXPECT_EQ(health->drives[0].serialNumber, "DRV0000001");
    EXPECT_EQ(health->drives[0].health, Health::failed);
    ASSERT_EQ(health->nics.size(), 2U);
    EXPECT_EQ(health->nics[0].port, "iLO");
    EXPECT_EQ(health->firmware[1].version, "2.03 Nov 07 2014");
}

TEST(Ribcl, readsLogsWithQuotationMarksInThem) {
    const auto log = readIloLog(answer("event_log"));
    ASSERT_TRUE(log) << toSentence(log.error());
    ASSERT_EQ(log->size(), 2U);
    EXPECT_EQ((*log)[1].text, "Login failure from \"192.0.2.9\" as \"root\".");
    EXPECT_EQ((*log)[1].count, 3);
    EXPECT_EQ((*log)[1].initial, "[NOT SET]");
}

TEST(Ribcl, readsUsersAndSettings) {
    const auto users = readIloUsers(answer("users"));
    ASSERT_TRUE(users) << toSentence(users.error());
    ASSERT_EQ(users->size(), 2U) << "a free place is no user";
    EXPECT_EQ((*users)[1].login, "seedbed");
    EXPECT_EQ((*users)[1].privileges, (IloPrivileges{false, false, true, false, false}));
    const auto network = readNetworkSettings(answer("network"));
    ASSERT_TRUE(network) << toSentence(network.error());
    EXPECT_TRUE(network->dhcp);
    EXPECT_EQ(network->address, "192.0.2.101");
    EXPECT_EQ(network->dnsServers, std::vector<std::string>{"192.0.2.2"});
    EXPECT_EQ(network->timeServers, std::vector<std::string>{"192.0.2.3"});
    const auto global = readGlobalSettings(answer("global"));
    ASSERT_TRUE(global) << toSentence(global.error());
    EXPECT_EQ(global->ipmiOverLan, true);
    EXPECT_EQ(global->shortestPassword, 8);
}

TEST(Ribcl, readsWhatTheBladeStartsFrom) {
    EXPECT_EQ(*readOneTimeBoot(answer("one_time_boot")), BootSource::network);
    EXPECT_EQ(*readOneTimeBoot(answer("one_time_boot_normal")), BootSource::normal);
    EXPECT_EQ(readPersistentBoot(answer("persistent_boot"))->sources,
              (std::vector{BootSource::cdrom, BootSource::floppy, BootSource::usb, BootSource::disk,
                           BootSource::network}));
    const auto media = readMediaStatus(answer("vm_status"));
    ASSERT_TRUE(media) << toSentence(media.error());
    EXPECT_EQ(*media, (VirtualMedia{true, true, true, "BOOT_ONCE", "http://192.0.2.1/boot.iso"}));
}

TEST(Ribcl, adviceAndMessagesOfSuccessAreNoFailure) {
    EXPECT_TRUE(readRibclDone(answer("done")));
    EXPECT_TRUE(readRibclDone(answer("advice")));
    EXPECT_TRUE(readRibclDone(answer("already_on")));
}

TEST(Ribcl, aFailureAnywhereInTheStreamCounts) {
    struct Case {
        const char* file;
        const char* id;
        ErrorKind kind;
    };
    const Case cases[] = {
        {"login_failed", "RIBCL-LOGIN-REFUSED", ErrorKind::refused},
        {"no_privilege", "RIBCL-PRIVILEGE", ErrorKind::refused},
        {"unknown_command", "RIBCL-UNSUPPORTED", ErrorKind::unsupported},
        {"unsupported", "RIBCL-UNSUPPORTED", ErrorKind::unsupported},
        {"server_off", "RIBCL-POWER-OFF", ErrorKind::conflict},
        {"bomb", "RIBCL-NONSENSE", ErrorKind::nonsense},
    };
    for (const auto& [file, id, kind] : cases) {
        const auto done = readRibclDone(answer(file));
        ASSERT_FALSE(done) << file;
        EXPECT_EQ(done.error().id, id) << file;
        EXPECT_EQ(done.error().kind, kind) << file;
        EXPECT_FALSE(done.error().action.empty()) << file;
    }
    EXPECT_NE(readRibclDone(answer("bomb")).error().cause.find("XML-DOCTYPE"), std::string::npos);
}

TEST(Ribcl, toleratesTheBreakageOfRealDevices) {
    const auto firmware = readIloFirmware(answer("broken"));
    ASSERT_TRUE(firmware) << toSentence(firmware.error());
    EXPECT_EQ(firmware->version, "2.03");
    EXPECT_EQ(firmware->licence, "iLO \"Advanced\" licence");
    EXPECT_EQ(firmware->date, "Nov 07  2014");
}

TEST(Ribcl, whatIsNoStreamIsNonsense) {
    for (const std::string text : {"", "<html>login</html>", "<?xml version=\"1.0\"?><html/>",
                                   "<?xml version=\"1.0\"?><RIBCL><RESPONSE STATUS=\"0xZZ\"/></RIBCL>"}) {
        const auto done = readRibclDone(text);
        ASSERT_FALSE(done) << text;
        EXPECT_EQ(done.error().id, "RIBCL-NONSENSE") << text;
    }
    EXPECT_EQ(readHostPower(answer("done")).error().id, "RIBCL-NONSENSE") << "done, but no payload";
    std::string many;
    for (int i = 0; i < 1000; ++i) {
        many += "<?xml version=\"1.0\"?><RIBCL/>";
    }
    EXPECT_EQ(readRibclDone(many).error().id, "RIBCL-NONSENSE");
}

TEST(Ribcl, buildsTheTreeOfOneCommand) {
    const auto text = ribclRequest(powerCommand(PowerCommand::on), "Administrator", Secret("secret"),
                                   RibclPasswordForm::literal);
    EXPECT_EQ(text, "<?xml version=\"1.0\"?>\r\n"
                    "<RIBCL VERSION=\"2.0\">\r\n"
                    "<LOGIN USER_LOGIN=\"Administrator\" PASSWORD=\"secret\">\r\n"
                    "<SERVER_INFO MODE=\"write\">\r\n"
                    "<SET_HOST_POWER HOST_POWER=\"Yes\"/>\r\n"
                    "</SERVER_INFO>\r\n"
                    "</LOGIN>\r\n"
                    "</RIBCL>\r\n");
    const auto order = ribclRequest(persistentBootCommand({{BootSource::network, BootSource::disk}}), "a",
                                    Secret("b"), RibclPasswordForm::literal);
    EXPECT_NE(order.find("<SET_PERSISTENT_BOOT>\r\n<DEVICE VALUE=\"NETWORK\"/>\r\n<DEVICE VALUE=\"HDD\"/>\r\n"
                         "</SET_PERSISTENT_BOOT>"),
              std::string::npos);
    IloUser user;
    user.login = "seedbed";
    user.privileges.resetServer = true;
    const auto add = ribclRequest(addUserCommand(user, Secret("p")), "a", Secret("b"), RibclPasswordForm::literal);
    EXPECT_NE(add.find("<USER_INFO MODE=\"write\">"), std::string::npos);
    EXPECT_NE(add.find("<RESET_SERVER_PRIV VALUE=\"Yes\"/>"), std::string::npos);
    EXPECT_NE(add.find("<ADMIN_PRIV VALUE=\"No\"/>"), std::string::npos);
}

TEST(Ribcl, choosesTheFormOfAPassword) {
    EXPECT_EQ(preferredForm(Secret("plain")), RibclPasswordForm::literal);
    EXPECT_FALSE(otherFormPossible(Secret("plain")));
    EXPECT_EQ(preferredForm(Secret("a&b")), RibclPasswordForm::entities);
    EXPECT_TRUE(otherFormPossible(Secret("a&b")));
    EXPECT_FALSE(otherFormPossible(Secret("a\"b&"))) << "it would end the attribute";
    const auto text = ribclRequest(powerCommand(PowerCommand::on), "u", Secret("a\"<b"), RibclPasswordForm::entities);
    EXPECT_NE(text.find("<?ilo entity-processing=\"standard\"?>"), std::string::npos);
    EXPECT_NE(text.find("PASSWORD=\"a&quot;&lt;b\""), std::string::npos);
    IloUser user;
    user.login = "seedbed";
    const auto add = ribclRequest(addUserCommand(user, Secret("n<w")), "u", Secret("plain"), RibclPasswordForm::literal);
    EXPECT_NE(add.find("<?ilo "), std::string::npos) << "what is written decides when the login does not";
    EXPECT_NE(add.find("PASSWORD=\"n&lt;w\""), std::string::npos);
}

TEST(Ribcl, repairsOnlyWhatIsBroken) {
    const std::string sound = "<?xml version=\"1.0\"?><RIBCL a=\"1\" b='it\"s'><X c = \"2\"/></RIBCL>";
    EXPECT_EQ(repairDocument(sound), sound);
    EXPECT_EQ(repairQuotes(sound), sound);
    EXPECT_EQ(splitDocuments("noise" + sound + sound).size(), 2U);
}

} // namespace
} // namespace seedbed::wire
