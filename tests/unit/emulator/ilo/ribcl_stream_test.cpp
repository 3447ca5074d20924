// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ilo/ribcl/stream.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "firmware/emulator/ilo/ribcl/firmware_image.hpp"
#include "firmware/emulator/state/told.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// How often `part` occurs.
std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) {
        ++found;
    }
    return found;
}

class RibclStream : public testing::Test {
protected:
    static std::string
    script(const std::string& section, const std::string& mode, const std::string& commands,
           const std::string& login = "USER_LOGIN=\"Administrator\" PASSWORD=\"swordfish\"") {
        return fmt::format(
            "<?xml version=\"1.0\"?>\r\n<RIBCL VERSION=\"2.0\"><LOGIN {}><{} MODE=\"{}\">{}</{}></LOGIN>"
            "</RIBCL>\r\n",
            login, section, mode, commands, section);
    }
    std::string ask(const std::string& text) { return answerRibcl(lab.chassis, 1, text, Trust::password); }
    std::string read(const std::string& section, const std::string& commands) {
        return ask(script(section, "read", commands));
    }
    std::string write(const std::string& section, const std::string& commands) {
        return ask(script(section, "write", commands));
    }
    static std::string golden(const std::string& name) {
        const auto text = readFile(std::string(SEEDBED_TEST_DATA) + "/ribcl/" + name);
        EXPECT_TRUE(text) << name;
        return text.value_or("");
    }

    LabChassis lab;
};

TEST_F(RibclStream, answersEveryEventWithADocument) {
    const auto answer = read("SERVER_INFO", "<GET_HOST_POWER_STATUS/>");
    EXPECT_EQ(answer, golden("host_power.xml"));
    EXPECT_EQ(count(answer, "<?xml"), 8u);
}

TEST_F(RibclStream, writesTheFirmwareVersionInLines) {
    const auto answer = read("RIB_INFO", "<GET_FW_VERSION/>");
    EXPECT_THAT(answer, HasSubstr(golden("fw_version.xml")));
}

TEST_F(RibclStream, endsTheProbeWithASyntaxError) {
    const auto answer = ask("<?xml version=\"1.0\"?>\r\n<RIBCL VERSION=\"2.0\"></RIBCL>");
    EXPECT_THAT(
        answer,
        HasSubstr(
            "    STATUS=\"0x0001\"\n    MESSAGE='Error: Line #2: syntax error near \"/RIBCL\".'\n    />"));
}

TEST_F(RibclStream, namesTheLineOfAnUnknownCommand) {
    const auto answer = ask(
        "<?xml version=\"1.0\"?>\r\n<RIBCL\nVERSION=\"2.0\">\n<LOGIN\nPASSWORD=\"swordfish\"\n"
        "USER_LOGIN=\"Administrator\">\n<RIB_INFO\nMODE=\"read\">\n<GET_FOO/>\n</RIB_INFO></LOGIN></RIBCL>");
    EXPECT_THAT(answer, HasSubstr("Error: Line #9: syntax error near \"GET_FOO\"."));
    EXPECT_EQ(count(answer, "<?xml"), 5u); // the stream ends with it
}

TEST_F(RibclStream, endsAfterALoginThatFails) {
    const auto answer =
        ask(script("RIB_INFO", "read", "<GET_FW_VERSION/>", "USER_LOGIN=\"Administrator\" PASSWORD=\"x\""));
    EXPECT_THAT(answer, HasSubstr("STATUS=\"0x005F\"\n    MESSAGE='Login failed.'"));
    EXPECT_THAT(answer, HasSubstr("MESSAGE='Login credentials rejected.'"));
    EXPECT_EQ(count(answer, "<?xml"), 4u);
    EXPECT_EQ(lab.chassis.ilo(1).failedLogins, 1);
    EXPECT_EQ(lab.chassis.ilo(1).eventLog.entries().back().text, "XML login failure: Administrator");
}

TEST_F(RibclStream, takesATagAtATimeAndTwoLogins) {
    ribcl::Stream stream(lab.chassis, 1, Trust::password);
    EXPECT_EQ(count(stream.feed("<?xml version=\"1.0\"?>\r\n"), "</RIBCL>"), 1u);
    EXPECT_THAT(stream.feed("<RIBCL VERSION=\"2.0\">\r\n"), HasSubstr("No error"));
    const std::string login = "<LOGIN USER_LOGIN = \"Administrator\" PASSWORD = \"swordfish\">\r\n";
    EXPECT_EQ(stream.feed(login.substr(0, 20)), "");
    EXPECT_EQ(count(stream.feed(login.substr(20)), "<?xml"), 1u);
    EXPECT_THAT(stream.feed("<RIB_INFO MODE=\"read\"><GET_FW_VERSION />\r\n</RIB_INFO>\r\n</LOGIN>"),
                HasSubstr("MANAGEMENT_PROCESSOR = \"iLO4\""));
    EXPECT_THAT(stream.feed(login + "<SERVER_INFO MODE = \"write\"><PRESS_PWR_BTN/></SERVER_INFO></LOGIN>"),
                Not(HasSubstr("STATUS=\"0x0001\"")));
    EXPECT_TRUE(lab.chassis.blade(1).powered);
    EXPECT_FALSE(stream.ended());
    EXPECT_EQ(count(stream.feed("</RIBCL>"), "No error"), 1u);
    EXPECT_TRUE(stream.ended());
}

TEST_F(RibclStream, ignoresTheCaseOfNames) {
    const auto answer =
        ask("<ribcl version=\"2.22\"><login user_login=\"Administrator\" password=\"swordfish\">"
            "<server_info mode=\"WRITE\"><set_host_power host_power='yes'/></server_info></login></ribcl>");
    EXPECT_TRUE(lab.chassis.blade(1).powered);
    EXPECT_EQ(count(answer, "<?xml"), 7u);
}

TEST_F(RibclStream, takesAPasswordAsItStandsUnlessEntitiesAreAskedFor) {
    lab.chassis.ilo(1).users[0].password = Secret("a&b<c&amp;>");
    const std::string raw = "USER_LOGIN=\"Administrator\" PASSWORD=\"a&b<c&amp;>\"";
    EXPECT_THAT(ask(script("RIB_INFO", "read", "<GET_FW_VERSION/>", raw)), HasSubstr("GET_FW_VERSION"));
    const auto standard = "<?ilo entity-processing=\"standard\"?>";
    const std::string escaped = "USER_LOGIN=\"Administrator\" PASSWORD=\"a&amp;b&lt;c&amp;amp;&gt;\"";
    EXPECT_THAT(ask(standard + script("RIB_INFO", "read", "<GET_FW_VERSION/>", escaped)),
                HasSubstr("GET_FW_VERSION"));
    EXPECT_THAT(ask(script("RIB_INFO", "read", "<GET_FW_VERSION/>", escaped)), HasSubstr("0x005F"));
}

TEST_F(RibclStream, advisesTheClientUnlessLocfgIsNew) {
    const auto advice = "<INFORM>Scripting utility should be updated to the latest version.</INFORM>";
    EXPECT_THAT(read("RIB_INFO", "<GET_FW_VERSION/>"), HasSubstr(advice));
    EXPECT_THAT(ask("<LOCFG version=\"2.21\"/>" + script("RIB_INFO", "read", "<GET_FW_VERSION/>")),
                HasSubstr(advice));
    EXPECT_THAT(ask("<LOCFG version=\"5.00\"/>" + script("RIB_INFO", "read", "<GET_FW_VERSION/>")),
                Not(HasSubstr(advice)));
}

TEST_F(RibclStream, refusesAWriteInASectionOpenedForReading) {
    const auto answer = read("SERVER_INFO", "<SET_HOST_POWER HOST_POWER=\"Yes\"/>");
    EXPECT_THAT(answer, HasSubstr("Server information is open for read-only access."));
    EXPECT_FALSE(lab.chassis.blade(1).powered);
}

TEST_F(RibclStream, asksForThePrivilegeOfACommand) {
    auto& user = lab.chassis.ilo(1).users[1];
    user.login = "watcher";
    user.password = Secret("watching1");
    const std::string login = "USER_LOGIN=\"watcher\" PASSWORD=\"watching1\"";
    EXPECT_THAT(ask(script("SERVER_INFO", "write", "<SET_HOST_POWER HOST_POWER=\"Yes\"/>", login)),
                HasSubstr("0x0023"));
    EXPECT_THAT(ask(script("SERVER_INFO", "read", "<GET_HOST_POWER_STATUS/>", login)),
                HasSubstr("HOST_POWER=\"OFF\""));
    EXPECT_THAT(ask(script("USER_INFO", "read", "<GET_USER USER_LOGIN=\"Administrator\"/>", login)),
                HasSubstr("0x0023"));
}

TEST_F(RibclStream, doesWhatABladeCannotWithItsOwnStatus) {
    EXPECT_THAT(
        read("SERVER_INFO", "<GET_SUPPORTED_BOOT_MODE/>"),
        HasSubstr("STATUS=\"0x003C\"\n    MESSAGE='Feature not supported - GET_SUPPORTED_BOOT_MODE'"));
    const auto rack = read("RACK_INFO", "<GET_RACK_SETTINGS/>");
    EXPECT_EQ(count(rack, "Feature not supported - RACK_INFO"), 2u);
    EXPECT_EQ(count(rack, "Feature not supported - GET_RACK_SETTINGS"), 1u);
}

TEST_F(RibclStream, saysThatThePowerIsAsItIs) {
    EXPECT_THAT(write("SERVER_INFO", "<HOLD_PWR_BTN/>"), HasSubstr("Host power is already OFF."));
    EXPECT_THAT(write("SERVER_INFO", "<RESET_SERVER/>"), HasSubstr("STATUS=\"0x0001\""));
    EXPECT_THAT(write("SERVER_INFO", "<HOLD_PWR_BTN TOGGLE=\"yes\"/>"), HasSubstr("No error"));
    EXPECT_TRUE(lab.chassis.blade(1).powered);
    EXPECT_THAT(write("SERVER_INFO", "<SET_HOST_POWER HOST_POWER=\"Yes\"/>"),
                HasSubstr("Host power is already ON."));
    EXPECT_THAT(write("SERVER_INFO", "<COLD_BOOT_SERVER/>"), HasSubstr("Server being reset."));
}

TEST_F(RibclStream, sharesTheOneTimeBootWithTheOtherDoors) {
    EXPECT_THAT(read("SERVER_INFO", "<GET_ONE_TIME_BOOT/>"), HasSubstr("<BOOT_TYPE VALUE=\"Normal\"/>"));
    write("SERVER_INFO", "<SET_ONE_TIME_BOOT value=\"network\"/>");
    const auto& chosen = lab.chassis.blade(1).bootOverride;
    EXPECT_TRUE(chosen.valid && !chosen.persistent);
    EXPECT_EQ(chosen.device, BootDevice::pxe);
    EXPECT_THAT(read("SERVER_INFO", "<GET_ONE_TIME_BOOT/>"), HasSubstr("<BOOT_TYPE VALUE=\"NETWORK\"/>"));
    write("SERVER_INFO", "<SET_ONE_TIME_BOOT VALUE=\"EMB-MENU\"/>");
    EXPECT_THAT(read("SERVER_INFO", "<GET_ONE_TIME_BOOT/>"), HasSubstr("<BOOT_TYPE VALUE=\"EMB-MENU\"/>"));
    EXPECT_THAT(write("SERVER_INFO", "<SET_ONE_TIME_BOOT VALUE=\"Boot0001\"/>"), HasSubstr("0x0001"));
    BootOverride other;
    other.device = BootDevice::disk;
    other.valid = true;
    lab.chassis.setBootOverride(1, other);
    EXPECT_THAT(read("SERVER_INFO", "<GET_ONE_TIME_BOOT/>"), HasSubstr("<BOOT_TYPE VALUE=\"HDD\"/>"));
}

TEST_F(RibclStream, movesTheNamedDevicesToTheFront) {
    write("SERVER_INFO",
          "<SET_PERSISTENT_BOOT><DEVICE VALUE=\"HDD\"/><DEVICE value=\"CDROM\"/></SET_PERSISTENT_BOOT>");
    EXPECT_EQ(lab.chassis.blade(1).permanentFirst, BootDevice::disk);
    EXPECT_THAT(
        read("SERVER_INFO", "<GET_PERSISTENT_BOOT/>"),
        HasSubstr(
            "    <DEVICE value=\"HDD\"/>\n    <DEVICE value=\"CDROM\"/>\n    <DEVICE value=\"NETWORK\"/>\n"
            "    <DEVICE value=\"FLOPPY\"/>\n    <DEVICE value=\"USB\"/>\n"));
}

TEST_F(RibclStream, keepsVirtualMedia) {
    EXPECT_THAT(write("RIB_INFO", "<EJECT_VIRTUAL_MEDIA DEVICE=\"CDROM\"/>"), HasSubstr("0x0035"));
    write(
        "RIB_INFO",
        "<INSERT_VIRTUAL_MEDIA DEVICE=\"CDROM\" IMAGE_URL=\"http://192.0.2.1/a.iso\"/>"
        "<SET_VM_STATUS DEVICE=\"CDROM\"><VM_BOOT_OPTION value=\"CONNECT\"/><VM_WRITE_PROTECT value=\"No\"/>"
        "</SET_VM_STATUS>");
    EXPECT_THAT(
        read("RIB_INFO", "<GET_VM_STATUS DEVICE=\"CDROM\"/>"),
        HasSubstr("<GET_VM_STATUS VM_APPLET=\"CONNECTED\" DEVICE=\"CDROM\" BOOT_OPTION=\"NO_BOOT\" "
                  "WRITE_PROTECT=\"NO\" IMAGE_INSERTED=\"YES\" IMAGE_URL=\"http://192.0.2.1/a.iso\"/>"));
    EXPECT_TRUE(lab.chassis.ilo(1).cd.connected);
    write("RIB_INFO", "<EJECT_VIRTUAL_MEDIA DEVICE=\"CDROM\"/>");
    EXPECT_TRUE(lab.chassis.ilo(1).cd.url.empty());
}

TEST_F(RibclStream, keepsUsers) {
    EXPECT_THAT(write("USER_INFO", "<ADD_USER USER_NAME=\"B\" USER_LOGIN=\"boss\" PASSWORD=\"short\"/>"),
                HasSubstr("0x0004"));
    write("USER_INFO", "<ADD_USER USER_NAME=\"The Boss\" USER_LOGIN=\"boss\" PASSWORD=\"longenough\">"
                       "<ADMIN_PRIV value=\"Yes\"/><RESET_SERVER_PRIV value=\"No\"/></ADD_USER>");
    EXPECT_THAT(
        read("USER_INFO", "<GET_USER USER_LOGIN=\"boss\"/>"),
        HasSubstr(
            "USER_NAME=\"The Boss\" USER_LOGIN=\"boss\" PASSWORD=\"%user_password%\" ADMIN_PRIV=\"Y\""));
    write("USER_INFO", "<MOD_USER USER_LOGIN=\"boss\"><PASSWORD value=\"evenlonger\"/><RESET_SERVER_PRIV "
                       "value=\"Y\"/></MOD_USER>");
    EXPECT_EQ(lab.chassis.ilo(1).users[1].password, Secret("evenlonger"));
    EXPECT_TRUE(lab.chassis.ilo(1).users[1].power);
    EXPECT_EQ(count(read("USER_INFO", "<GET_ALL_USERS/>"), "<USER_LOGIN "), 12u);
    write("USER_INFO", "<DELETE_USER USER_LOGIN=\"boss\"/>");
    EXPECT_THAT(read("USER_INFO", "<GET_USER USER_LOGIN=\"boss\"/>"), HasSubstr("0x000A"));
}

TEST_F(RibclStream, changesSettingsAsAWholeOrNotAtAll) {
    EXPECT_THAT(write("RIB_INFO", "<MOD_GLOBAL_SETTINGS><SESSION_TIMEOUT value=\"60\"/><NO_SUCH "
                                  "value=\"1\"/></MOD_GLOBAL_SETTINGS>"),
                HasSubstr("0x0001"));
    EXPECT_EQ(lab.chassis.ilo(1).settings.sessionTimeoutMinutes, 30);
    write("RIB_INFO",
          "<MOD_GLOBAL_SETTINGS><SESSION_TIMEOUT value=\"60\"/><IPMI_DCMI_OVER_LAN_ENABLED value=\"No\"/>"
          "<SSH_STATUS value=\"N\"/></MOD_GLOBAL_SETTINGS>");
    EXPECT_FALSE(lab.chassis.ilo(1).settings.ipmiOverLan);
    const auto told = read("RIB_INFO", "<GET_GLOBAL_SETTINGS/>");
    EXPECT_THAT(told, HasSubstr("<SESSION_TIMEOUT VALUE=\"60\"/>"));
    EXPECT_THAT(told, HasSubstr("<SSH_STATUS VALUE=\"N\"/>"));
    write("RIB_INFO", "<MOD_SNMP_IM_SETTINGS><SNMP_ADDRESS_2 value=\"192.0.2.9\"/></MOD_SNMP_IM_SETTINGS>");
    EXPECT_EQ(lab.chassis.ilo(1).settings.trapReceivers[1], "192.0.2.9");
}

TEST_F(RibclStream, aTimeServerSetsTheClock) {
    lab.chassis.addFault({"ilo-clock", 1, {{"seconds", "7200"}}});
    lab.chassis.addFault({"ilo-clock", 2, {{"seconds", "7200"}}});
    const auto ahead = [this](BayNumber bay) { return lab.chassis.iloNow(bay) - lab.chassis.now() > std::chrono::hours(1); };
    EXPECT_TRUE(ahead(1));
    write("RIB_INFO", "<MOD_NETWORK_SETTINGS><DHCP_SNTP_SETTINGS value=\"No\"/><SNTP_SERVER1 value=\"192.0.2.3\"/></MOD_NETWORK_SETTINGS>");
    EXPECT_FALSE(ahead(1));
    EXPECT_TRUE(ahead(2)) << "another iLO keeps its own time";
}

TEST_F(RibclStream, tellsTheNamesAndTags) {
    EXPECT_THAT(read("SERVER_INFO", "<GET_ASSET_TAG/>"), HasSubstr("MESSAGE='No Asset Tag Information.'"));
    write("SERVER_INFO", "<SET_ASSET_TAG VALUE=\"R&quot;1\"/><SERVER_NAME VALUE=\"compute3\"/>");
    EXPECT_EQ(lab.chassis.blade(1).serverName, "compute3");
    EXPECT_THAT(read("SERVER_INFO", "<GET_ASSET_TAG/>"), HasSubstr("<ASSET_TAG VALUE=\"R&amp;quot;1\"/>"));
    EXPECT_THAT(read("SERVER_INFO", "<GET_PRODUCT_NAME/>"),
                HasSubstr("<PRODUCT_NAME VALUE=\"ProLiant BL460c Gen8\"/>"));
    EXPECT_THAT(read("BLADESYSTEM_INFO", "<GET_OA_INFO/>"), HasSubstr("<Location VALUE=\"1\"/>"));
}

TEST_F(RibclStream, tellsOneIdentityInHostData) {
    const auto& blade = lab.chassis.blade(1);
    const auto told = read("SERVER_INFO", "<GET_HOST_DATA/>");
    EXPECT_THAT(told,
                HasSubstr(fmt::format("<FIELD NAME=\"Serial Number\" VALUE=\"{:<16}\"/>", blade.serial)));
    EXPECT_THAT(told, HasSubstr(fmt::format("<FIELD NAME=\"UUID\" VALUE=\"641016{}\"/>", blade.serial)));
    EXPECT_THAT(told, HasSubstr("<FIELD NAME=\"MAC\" VALUE=\"" + blade.iloMac.withDashes() + "\"/>"));
    lab.chassis.addFault({"lie-serial", 1, {}});
    EXPECT_THAT(read("SERVER_INFO", "<GET_HOST_DATA/>"),
                Not(HasSubstr(fmt::format("VALUE=\"{:<16}\"", blade.serial))));
}

TEST_F(RibclStream, heedsFaultsOfItsDoor) {
    lab.chassis.addFault({"lie-power", 1, {{"door", "ribcl"}}});
    EXPECT_THAT(read("SERVER_INFO", "<GET_HOST_POWER_STATUS/>"), HasSubstr("HOST_POWER=\"ON\""));
    lab.chassis.addFault({"ilo-refuse-login", 2, {{"door", "redfish"}}});
    lab.chassis.addFault({"ilo-refuse-login", 1, {{"door", "ribcl"}}});
    EXPECT_THAT(read("SERVER_INFO", "<GET_HOST_POWER_STATUS/>"), HasSubstr("0x005F"));
    const auto text = script("SERVER_INFO", "read", "<GET_HOST_POWER_STATUS/>");
    EXPECT_THAT(answerRibcl(lab.chassis, 2, text, Trust::password), HasSubstr("HOST_POWER=\"OFF\""));
    lab.chassis.addFault({"ilo-busy", 2, {}});
    EXPECT_THAT(answerRibcl(lab.chassis, 2, text, Trust::password), HasSubstr("busy"));
}

TEST_F(RibclStream, looksAtNoCredentialsOfTheOa) {
    const auto text = script("SERVER_INFO", "write", "<SET_HOST_POWER HOST_POWER=\"Yes\"/>",
                             "USER_LOGIN=\"x\" PASSWORD=\"y\"");
    EXPECT_THAT(answerRibcl(lab.chassis, 1, text, Trust::onboardAdministrator), Not(HasSubstr("0x005F")));
    EXPECT_TRUE(lab.chassis.blade(1).powered);
}

TEST_F(RibclStream, restartsAtTheEndOfTheScript) {
    const auto answer = write("RIB_INFO", "<RESET_RIB/>");
    EXPECT_THAT(answer,
                HasSubstr("<INFORM>Integrated Lights-Out will reset at the end of the script.</INFORM>"));
    EXPECT_FALSE(lab.chassis.iloIsUp(1));
}

TEST_F(RibclStream, updatesItsFirmwareFromARightImageOnly) {
    const std::string right = std::string(kFirmwareHead) + "\nbinary iLO 4 v2.55 Aug 16 2017 binary";
    const auto update = [this](const std::string& image, std::size_t length) {
        ribcl::Stream stream(lab.chassis, 1, Trust::password);
        stream.setImage(&image);
        auto text = stream.feed(
            script("RIB_INFO", "write",
                   fmt::format("<TPM_ENABLED VALUE=\"Yes\"/><UPDATE_RIB_FIRMWARE IMAGE_LOCATION=\"i.bin\" "
                               "IMAGE_LENGTH=\"{}\"/>",
                               length)));
        return std::pair(text, stream.restartsIlo());
    };
    EXPECT_FALSE(update("not an image", 12).second);
    EXPECT_FALSE(update(right, right.size() + 1).second);
    EXPECT_THAT(update("", 0).first, HasSubstr("No firmware image was uploaded."));
    EXPECT_EQ(lab.chassis.blade(1).iloFirmware, "2.00 Jul 15 2014");
    const auto [text, restarts] = update(right, right.size());
    EXPECT_TRUE(restarts);
    EXPECT_THAT(text, HasSubstr("<INFORM>Firmware flash in progress: 100%.</INFORM>"));
    EXPECT_EQ(lab.chassis.blade(1).iloFirmware, "2.55 Aug 16 2017");
}

TEST_F(RibclStream, tellsBothLogs) {
    lab.chassis.logManagement(1, LogSeverity::critical, "Power", "It \"failed\".");
    const auto management = read("SERVER_INFO", "<GET_EVENT_LOG/>");
    EXPECT_THAT(management, HasSubstr("<EVENT_LOG DESCRIPTION=\"Integrated Management Log\">"));
    EXPECT_THAT(management, HasSubstr("SEVERITY=\"Critical\" CLASS=\"Power\""));
    EXPECT_THAT(management, HasSubstr("COUNT=\"1\" DESCRIPTION=\"It &quot;failed&quot;.\"/>"));
    EXPECT_THAT(read("RIB_INFO", "<GET_EVENT_LOG/>"), HasSubstr("DESCRIPTION=\"XML login: Administrator\""));
    write("SERVER_INFO", "<CLEAR_IML/>");
    EXPECT_THAT(read("SERVER_INFO", "<GET_EVENT_LOG/>"), Not(HasSubstr("failed")));
}

TEST_F(RibclStream, boundsWhatItTakes) {
    EXPECT_THAT(ask("<!DOCTYPE a [<!ENTITY b \"c\">]><RIBCL VERSION=\"2.0\">"), HasSubstr("syntax error"));
    EXPECT_THAT(ask("<RIBCL VERSION=\"" + std::string(20000, 'x')), HasSubstr("syntax error"));
    std::string many;
    for (int i = 0; i < 2000; ++i) {
        many += "<DEVICE VALUE=\"HDD\"/>";
    }
    EXPECT_THAT(write("SERVER_INFO", "<SET_PERSISTENT_BOOT>" + many + "</SET_PERSISTENT_BOOT>"),
                HasSubstr("syntax error"));
    std::string deep;
    for (int i = 0; i < 50; ++i) {
        deep += "<DEVICE>";
    }
    EXPECT_THAT(write("SERVER_INFO", "<SET_PERSISTENT_BOOT>" + deep), HasSubstr("syntax error"));
}

} // namespace
} // namespace seedbed::emulator
