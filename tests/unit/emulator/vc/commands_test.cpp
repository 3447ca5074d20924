// SPDX-License-Identifier: GPL-3.0-or-later
// The commands on a chassis of state machines: what they do to it and what they refuse.
#include "firmware/emulator/vc/commands.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/vc/config_script.hpp"
#include "firmware/emulator/vc/dialogue.hpp"
#include "firmware/emulator/vc/domain_json.hpp"
#include "oa-bridge/base/text.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator::vc {
namespace {

class Commands : public testing::Test {
protected:
    std::string type(const std::string& line) { return perform(module, line).text; }
    void good(const std::string& line) {
        auto text = type(line);
        EXPECT_TRUE(text.starts_with("SUCCESS: ")) << line << "\n" << text;
    }
    void bad(const std::string& line, const std::string& part) {
        auto text = type(line);
        EXPECT_TRUE(text.starts_with("ERROR: ")) << line << "\n" << text;
        EXPECT_NE(text.find(part), std::string::npos) << line << "\n" << text;
    }
    void import() { good("import enclosure UserName=Administrator Password=swordfish"); }
    void build() {
        import();
        good("add uplinkset US1");
        good("add uplinkport enc0:1:X1 UplinkSet=US1 Speed=Auto");
        good("add network MGMT -quiet UplinkSet=US1 VLanID=10 State=Enabled Private=Disabled "
             "NativeVLAN=Enabled");
        good("add network DATA -quiet UplinkSet=US1 VLanID=20 State=Enabled");
        good("add profile P1 -nodefaultenetconn HideUnusedFlexNICs=false");
        good("add enet-connection P1 Network=MGMT pxe=enabled SpeedType=custom Speed=1000");
        good("add enet-connection P1 Network=DATA pxe=disabled");
        good("assign profile P1 enc0:1");
    }

    LabChassis lab;
    VirtualConnect module{lab.chassis};
};

TEST_F(Commands, nothingWorksBeforeTheImport) {
    bad("show network", "No enclosures currently exist in the domain");
    bad("import enclosure UserName=Administrator Password=wrong", "credentials");
    EXPECT_FALSE(lab.chassis.vcmMode().active);
    import();
    EXPECT_TRUE(lab.chassis.vcmMode().active);
    EXPECT_EQ(lab.chassis.vcmMode().url, "https://127.59.1.3");
    bad("import enclosure UserName=Administrator Password=swordfish",
        "Enclosure already exists in the domain");
    EXPECT_EQ(type("show network"), "No networks exist\n\n");
    EXPECT_EQ(type("show profile *"), "No profiles exist\n\n");
    EXPECT_EQ(type("show uplinkset"), "No shared uplink port sets exist\n\n");
}

TEST_F(Commands, uplinkPortsTellLinkAndSfp) {
    build();
    const auto says = [this](const std::string& port, const std::string& words) {
        return type("show uplinkport enc0:1:" + port).find(words) != std::string::npos;
    };
    EXPECT_TRUE(says("X1", "Linked (Active) (1Gb/Full)"));
    EXPECT_TRUE(says("X2", "SFP-RJ45"));
    EXPECT_TRUE(says("X3", "Not Linked/Unpopulated"));
    good("add uplinkport enc0:1:X2 UplinkSet=US1 Speed=10Gb");
    EXPECT_TRUE(says("X2", ": Not Linked\n")) << "1000BASE-T is 1 Gb/s only";
    lab.chassis.addFault({"uplink-lost", 0, {{"unit", "1"}}});
    lab.chassis.addFault({"sfp-removed", 0, {{"unit", "2"}}});
    EXPECT_TRUE(says("X1", ": Not Linked\n"));
    EXPECT_TRUE(says("X2", "Not Linked/Unpopulated"));
}

TEST_F(Commands, anAssignedProfileWiresTheBlade) {
    build();
    const auto& blade = lab.chassis.blade(1);
    EXPECT_EQ(blade.profile, "P1");
    EXPECT_EQ(blade.nics[0].network, "MGMT");
    EXPECT_TRUE(blade.nics[0].pxe);
    EXPECT_EQ(blade.nics[0].mac.withDashes(), "00-17-a4-77-00-00");
    EXPECT_EQ(blade.nics[1].network, "DATA");
    EXPECT_EQ(lab.chassis.networkUplinks().at("MGMT"), std::vector<std::string>{"X1"});
    good("unassign profile P1");
    EXPECT_EQ(lab.chassis.blade(1).profile, "");
    EXPECT_EQ(lab.chassis.blade(1).nics[0].mac, blade.lomMacs[0]);
}

TEST_F(Commands, aBladeThatIsOnKeepsItsProfileShape) {
    build();
    lab.chassis.command(1, PowerCommand::on);
    bad("unassign profile P1", "operation failed");
    bad("add enet-connection P1 Network=DATA pxe=disabled", "powered off");
    bad("remove enet-connection P1", "powered off");
    bad("set enet-connection P1 1 pxe=disabled", "powered off");
    bad("delete domain -quiet", "powered off");
    good("set enet-connection P1 2 Network=MGMT"); // networks and speeds may change
    EXPECT_EQ(lab.chassis.blade(1).nics[1].network, "MGMT");
    good("set enet-connection P1 1 SpeedType=auto");
    good("set enet-connection P1 2 Network=\"\"");
    EXPECT_EQ(lab.chassis.blade(1).nics[1].network, "");
    good("add profile P2");
    lab.chassis.command(2, PowerCommand::on);
    bad("assign profile P2 enc0:2", "powered off");
}

TEST_F(Commands, aProfileWaitsForTheBladeOfAnEmptyBay) {
    build();
    good("add profile P8");
    good("assign profile P8 enc0:8");
    auto text = type("show enet-connection P8");
    EXPECT_NE(text.find("Server           : enc0:8"), std::string::npos) << text;
    EXPECT_NE(text.find("Allocated Speed  : Not Allocated"), std::string::npos) << text;
}

TEST_F(Commands, theRecordOfAConnectionHasItsKeysInOrder) {
    build();
    auto expected =
        "Profile          : P1\nPort             : 1\nServer           : enc0:1\nNetwork Name     : MGMT\n"
        "Port Mapping     : LOM:1-a\nStatus           : OK\nPXE              : Enabled\n"
        "MAC Address      : 00-17-A4-77-00-00\nConfigured Speed : Custom (1 Gb)\n"
        "Allocated Speed  : 1 Gb (min) / 10 Gb (max)\n" +
        std::string(79, '-') + "\n";
    EXPECT_EQ(type("show enet-connection P1 1"), expected);
}

TEST_F(Commands, refusalsNameWhatIsWrong) {
    build();
    bad("show network NOPE", "Network not found : NOPE");
    bad("add network MGMT UplinkSet=US1 VLanID=30", "already exists");
    bad("add network N UplinkSet=US1 VLanID=x", "Invalid value");
    bad("add network N Colour=red", "Invalid property");
    bad("assign profile P1 enc0:9", "invalid server");
    bad("add uplinkport enc0:1:X99 UplinkSet=US1", "no uplink");
    bad("set enet-connection P1 7 Network=DATA", "not found");
    bad("add enet-connection P1 pxe=maybe", "Invalid value");
    bad("frobnicate", "Invalid command");
    bad("show unicorns", "Invalid managed element");
    bad("add profile \"P3", "quotation");
    bad("add profile", "Missing");
    bad("poweron server enc0:8", "operation failed");
}

TEST_F(Commands, keywordsAreCaseInsensitive) {
    build();
    EXPECT_EQ(type("SHOW Network MGMT"), type("show network MGMT"));
}

TEST_F(Commands, aDroppedProfileIsNoticed) {
    build();
    lab.chassis.observe([&](BayNumber bay) { module.bladeChanged(bay == 0 ? 1 : bay); });
    lab.chassis.addFault({"profile-dropped", 1, {}});
    lab.chassis.command(1, PowerCommand::on);
    EXPECT_EQ(lab.chassis.blade(1).profile, "");
    EXPECT_NE(type("show profile P1").find("Device Bay    : <Unassigned>"), std::string::npos)
        << type("show profile P1");
}

TEST_F(Commands, theDomainOutlivesTheProgram) {
    build();
    good("add server-port-map P1:2 MGMT UnTagged=true");
    LabChassis again;
    auto file = lab.directory / "vc-domain.json";
    std::filesystem::copy(file, again.directory / "vc-domain.json");
    VirtualConnect second(again.chassis);
    ASSERT_TRUE(second.load());
    EXPECT_EQ(domainToJson(second.domain()), domainToJson(module.domain()));
    EXPECT_EQ(again.chassis.blade(1).profile, "P1");
    EXPECT_TRUE(writeFile(file, "{}"));
    EXPECT_EQ(VirtualConnect(lab.chassis).load().error().id, "VC-DOMAIN-FILE");
}

TEST_F(Commands, showConfigMakesTheSameDomainAgain) {
    build();
    good("add network OUT");
    good("add uplinkport enc0:1:X2 Network=OUT Speed=1Gb");
    good("set network OUT PrefSpeedType=Custom PrefSpeed=1000 MaxSpeedType=Custom MaxSpeed=2500 "
         "SmartLink=Enabled");
    good("add server-port-map P1:2 MGMT UnTagged=true");
    good("add server-port-map P1:2 DATA VLanId=200");
    LabChassis again;
    VirtualConnect second(again.chassis);
    perform(second, "import enclosure UserName=Administrator Password=swordfish");
    for (const auto& line : split(configScript(module.domain()), '\n')) {
        auto text = perform(second, line).text;
        EXPECT_FALSE(text.starts_with("ERROR")) << line << "\n" << text;
    }
    EXPECT_EQ(domainToJson(second.domain()), domainToJson(module.domain()));
}

TEST_F(Commands, everyCommandHasHelpAndEveryShowAnswersAnEmptyDomain) {
    import();
    for (const auto* row : allCommands()) {
        auto line = std::string(row->verb) + " " + std::string(row->element);
        EXPECT_FALSE(type(line + " -help").starts_with("ERROR")) << line;
        if (row->verb == "show") {
            EXPECT_FALSE(type(line).starts_with("ERROR")) << line;
            EXPECT_FALSE(type(line + " *").starts_with("ERROR")) << line;
        }
    }
}

TEST_F(Commands, poweringOffWaitsForTheBlade) {
    import();
    Event changed(lab.io.get_executor());
    lab.chassis.observe([&](BayNumber) { changed.notifyAll(); });
    Dialogue dialogue(module, changed);
    good("poweron server enc0:1");
    lab.io.run();
    lab.io.restart();
    std::string said;
    auto speak = [&](std::string line) {
        asio::co_spawn(lab.io, dialogue.answer(std::move(line)),
                       [&](auto, std::string text) { said = text; });
        lab.io.run();
        lab.io.restart();
    };
    speak("poweroff server enc0:1 -timeout=30 -forceontimeout");
    EXPECT_TRUE(said.starts_with("SUCCESS: ")) << said;
    EXPECT_FALSE(lab.chassis.blade(1).powered);
}

TEST_F(Commands, deletingTheDomainAsksFirst) {
    build();
    Event changed(lab.io.get_executor());
    Dialogue dialogue(module, changed);
    std::string said;
    auto speak = [&](std::string line) {
        asio::co_spawn(lab.io, dialogue.answer(std::move(line)),
                       [&](auto, std::string text) { said = text; });
        lab.io.run();
        lab.io.restart();
    };
    speak("delete domain");
    EXPECT_TRUE(dialogue.asking());
    EXPECT_NE(dialogue.prompt(), "->");
    speak("no");
    EXPECT_TRUE(module.domain().imported);
    EXPECT_EQ(dialogue.prompt(), "->");
    speak("delete domain");
    speak("YES");
    EXPECT_FALSE(module.domain().imported);
    EXPECT_EQ(lab.chassis.blade(1).profile, "");
}

} // namespace
} // namespace seedbed::emulator::vc
