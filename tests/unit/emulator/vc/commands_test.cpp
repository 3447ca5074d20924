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
    EXPECT_EQ(lab.chassis.networks().at("MGMT").ports, std::vector<std::string>{"X1"});
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
    lab.chassis.observe([&](BayNumber bay) { module.chassisChanged(bay); });
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
    good("add network OUT ConnectionMode=Failover VLanTunnel=Enabled");
    good("add uplinkport enc0:1:X2 Network=OUT Speed=1Gb Role=Secondary");
    good("set uplinkset US1 ConnectionMode=Failover");
    good("add network-access-group G Networks=MGMT,DATA,OUT");
    good("set profile P1 NAG=G");
    good("add profile GONE"); // its addresses come free again, below those of P3
    good("add profile P3 -nodefaultenetconn NAG=G");
    good("add enet-connection P3 Network=OUT SpeedType=auto");
    good("remove profile GONE");
    good("add profile P4");
    for (const char* line : {"set mac-cache Enabled=false Refresh=10", "set loop-protect Enabled=false", "set lldp Enabled=false",
                             "add port-monitor enc0:1:d1 Direction=FromServer", "set port-monitor Enabled=true",
                             "set statistics-throughput SampleRate=2", "set session-timeout Timeout=30",
                             "set enet-vlan -quiet VlanCapacity=Expanded SharedServerVlanId=true",
                             "set snmp enet ReadCommunity=\"a b\" Contact=somebody SmisEnabled=true",
                             "add snmp-trap T1 Address=192.0.2.9 Community=c Format=SnmpV2 Severity=Critical"}) {
        good(line);
    }
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

TEST_F(Commands, usersHaveNamesPasswordsAndPrivileges) {
    import();
    good("add user mark password=fooGoo fullname=\"Mark Smith\" enabled=true privileges=network,server");
    bad("add user mark password=fooGoo", "already exists");
    bad("add user abcdefghijklmn password=fooGoo", "Invalid name");
    bad("add user ann password=ab", "3 to 40");
    bad("add user ann", "Missing");
    bad("add user ann password=abc privileges=kitchen", "Invalid value");
    EXPECT_NE(type("show user mark").find("Full Name    : Mark Smith"), std::string::npos) << type("show user mark");
    const Session mark{"mark", "network,server"};
    EXPECT_TRUE(perform(module, "add uplinkset US9", mark).text.starts_with("SUCCESS"));
    EXPECT_NE(perform(module, "set domain Name=x", mark).text.find("privilege"), std::string::npos);
    EXPECT_NE(perform(module, "reset vcm -quiet", mark).text.find("privilege"), std::string::npos);
    EXPECT_FALSE(perform(module, "show domain", mark).text.starts_with("ERROR"));
    good("set user mark enabled=false");
    good("remove user mark");
    bad("remove user mark", "not found");
    EXPECT_EQ(domainToJson(module.domain()).find("fooGoo"), std::string::npos) << "kept as a hash";
}

TEST_F(Commands, settingsAreReadAndShown) {
    import();
    struct Row {
        const char* set;
        const char* show;
        const char* shown;
    };
    for (const auto& [set, show, shown] :
         {Row{"set mac-cache Enabled=true Refresh=7", "show mac-cache", "Refresh Interval : 7"},
          Row{"set loop-protect Enabled=false", "show loop-protect", "Network Loop Protection : Disabled"},
          Row{"add port-monitor enc0:1:d3 Direction=ToServer", "show port-monitor", "Port      : enc0:1:d3"},
          Row{"set snmp enet ReadCommunity=secret", "show snmp", "secret"},
          Row{"add snmp-trap T Address=192.0.2.1 Format=SnmpV2", "show snmp-trap", "192.0.2.1"},
          Row{"set session-timeout Timeout=20", "show session", "20 minutes"},
          Row{"set statistics-throughput SampleRate=1", "show statistics-throughput", "1 minutes"},
          Row{"set enet-vlan VlanCapacity=Expanded", "show enet-vlan", "Expanded"}}) {
        good(set);
        EXPECT_NE(type(show).find(shown), std::string::npos) << type(show);
    }
    bad("set mac-cache Refresh=0", "Invalid value");
    bad("set mac-cache Colour=red", "Invalid property");
    bad("add snmp-trap T2 Address=nowhere", "Invalid value");
    bad("add snmp-trap T2", "Missing");
    bad("set enet-vlan VlanCapacity=Legacy", "cannot be turned back");
    bad("save configbackup address=tftp://192.0.2.1/vc", "could not be transferred");
    bad("restore configbackup", "Missing");
}

TEST_F(Commands, aNetworkWithoutUplinksFails) {
    build();
    good("set network DATA SmartLink=Enabled");
    lab.chassis.addFault({"uplink-lost", 0, {{"unit", "1"}}});
    module.chassisChanged(0);
    lab.io.run();
    EXPECT_NE(type("show network DATA").find("Status            : Failed"), std::string::npos) << type("show network DATA");
    EXPECT_NE(type("show profile P1").find("Status        : Failed"), std::string::npos) << type("show profile P1");
    EXPECT_NE(type("show domain").find(": Degraded"), std::string::npos);
    EXPECT_FALSE(lab.chassis.blade(1).nics[1].isUp()) << "smart link";
    EXPECT_TRUE(lab.chassis.blade(1).nics[0].isUp());
    EXPECT_TRUE(lab.chassis.networks().at("MGMT").ports.empty());
}

TEST_F(Commands, theNeighbourOfAnUplinkIsShown) {
    build();
    EXPECT_EQ(type("show lldp enc0:1:X1"), "No LLDP neighbors exist\n\n");
    Neighbour there;
    there.chassisIdType = 4;
    there.chassisId = "02:00:00:00:00:09";
    there.portIdType = 5;
    there.portId = "ge-0/0/1";
    there.systemName = "switch1";
    there.capabilities = 4;
    lab.chassis.setNeighbour(1, there);
    auto text = type("show lldp enc0:1:X1");
    EXPECT_NE(text.find("Chassis ID Type      : MAC Address"), std::string::npos) << text;
    EXPECT_NE(text.find("System Capabilities  : Bridge"), std::string::npos) << text;
    EXPECT_NE(type("show uplinkport enc0:1:X1").find("Connected To   : switch1 (ge-0/0/1)"), std::string::npos);
    lab.chassis.addFault({"cable-moved", 0, {{"unit", "1"}, {"to", "3"}}});
    EXPECT_EQ(type("show lldp enc0:1:X1"), "No LLDP neighbors exist\n\n");
    EXPECT_NE(type("show lldp enc0:1:X3").find("switch1"), std::string::npos) << "the cable took it along";
    bad("show lldp enc0:1:Y1", "no uplink");
}

TEST_F(Commands, learnedAddressesAreShown) {
    import();
    EXPECT_EQ(type("show interconnect-mac-table enc0:1"), "No MAC addresses exist\n\n");
    lab.chassis.setMacReader([] {
        return std::vector<LearnedMac>{{*MacAddress::parse("02:00:00:00:00:01"), "d1:v1", "MGMT"}};
    });
    EXPECT_NE(type("show interconnect-mac-table enc0:1").find("d1:v1  02:00:00:00:00:01"), std::string::npos);
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
