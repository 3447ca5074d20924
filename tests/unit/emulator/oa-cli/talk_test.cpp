// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/cli/talk.hpp"

#include <gtest/gtest.h>

#include "firmware/emulator/oa/cli/telnet_text.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

namespace seedbed::emulator::oacli {
namespace {

class OaTalkTest : public testing::Test {
protected:
    std::string say(OaTalk& talk, std::string line) {
        auto answer = asio::co_spawn(lab_.io, talk.answer(std::move(line)), asio::use_future);
        lab_.io.restart();
        lab_.io.run();
        return answer.get();
    }
    std::string run(std::string command) {
        OaTalk talk(lab_.chassis, "Administrator");
        auto answer = asio::co_spawn(lab_.io, talk.execute(std::move(command)), asio::use_future);
        lab_.io.restart();
        lab_.io.run();
        return answer.get();
    }
    static bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }
    LabChassis lab_;
};

TEST_F(OaTalkTest, anExecChannelEchoesInScriptMode) {
    const auto name = lab_.chassis.oa().oaName;
    const auto text = run("show server status 1\nshow server status 8");
    EXPECT_TRUE(text.starts_with("\nHP BladeSystem Onboard Administrator\n(C) Copyright 2006-2014 Hewlett-Packard Development Company, L.P.\n\n"));
    EXPECT_TRUE(has(text, name + " [SCRIPT MODE]> show server status 1\n\n\nBlade #1 Status:\n\tPower: Off\n"));
    EXPECT_TRUE(has(text, "Blade #8 Status:\n\tPower: No Server Blade Installed\n"));
    EXPECT_TRUE(has(text, "\t\tInternal Data                            OK\n")); // 41 columns
    EXPECT_TRUE(text.ends_with(name + " [SCRIPT MODE]> \n"));
}

TEST_F(OaTalkTest, powerIsTheChassis) {
    EXPECT_TRUE(has(run("POWERON SERVER 2"), "Powering on blade 2."));
    EXPECT_TRUE(lab_.chassis.blade(2).powered);
    EXPECT_TRUE(has(run("show server names"), "Totals: 7 server blades installed, 1 powered on."));
    EXPECT_TRUE(has(run("poweroff server 2 force"), "Blade 2 is powering down."));
    EXPECT_FALSE(lab_.chassis.blade(2).powered);
    EXPECT_TRUE(has(run("reboot server 2"), "currently powered off"));
}

TEST_F(OaTalkTest, dangerousVerbsAskAPerson) { // C-18
    OaTalk talk(lab_.chassis, "Administrator");
    say(talk, "RESET SERVER 3");
    EXPECT_TRUE(has(talk.prompt(), "Type YES"));
    EXPECT_FALSE(has(say(talk, "no"), "Successfully"));
    EXPECT_TRUE(lab_.chassis.iloIsUp(3));
    say(talk, "RESET SERVER 3");
    EXPECT_TRUE(has(say(talk, "yes"), "Successfully reset the E-Fuse for device bay 3."));
}

TEST_F(OaTalkTest, ebipaIsKeptAndShown) {
    run("SET EBIPA SERVER 10.1.1.50 255.255.255.0 2\nSET EBIPA SERVER GATEWAY 10.1.1.1 2\nADD EBIPA SERVER DNS 10.1.1.2 2\nSAVE EBIPA");
    EXPECT_EQ(lab_.chassis.oa().ebipaServer[1].address, "10.1.1.50");
    const auto shown = run("SHOW EBIPA SERVER");
    EXPECT_TRUE(has(shown, "  2   Yes   10.1.1.50       255.255.255.0   10.1.1.1        10.1.1.2"));
    EXPECT_TRUE(has(shown, "\n            " + lab_.chassis.blade(2).iloAddress.toString())) << "in use until the iLO asks again";
    EXPECT_TRUE(has(run("SET EBIPA SERVER nonsense 255.255.255.0 2"), "Invalid Arguments"));
}

TEST_F(OaTalkTest, usersComeGoAndLogIn) {
    EXPECT_TRUE(has(run("ADD USER \"opera tor\" \"pass word\""), "created"));
    EXPECT_TRUE(oaLogin(lab_.chassis, "opera tor", "pass word"));
    run("DISABLE USER \"opera tor\"");
    EXPECT_FALSE(oaLogin(lab_.chassis, "opera tor", "pass word"));
    run("REMOVE USER \"opera tor\"");
    EXPECT_EQ(lab_.chassis.oa().user("opera tor"), nullptr);
}

TEST_F(OaTalkTest, theConfigurationIsAScriptThatKeepsItsSecrets) {
    const auto config = run("SHOW CONFIG");
    EXPECT_TRUE(has(config, "SET SCRIPT MODE ON\n"));
    EXPECT_TRUE(has(config, "SET EBIPA SERVER 127.59.1.11 255.255.255.0 1\n"));
    EXPECT_FALSE(has(config, "swordfish"));
}

TEST_F(OaTalkTest, hereDocumentsReachTheIlo) {
    EXPECT_TRUE(has(run("HPONCFG 1 << END\n<RIBCL/>\nEND"), "NO RIBCL RESULTS FOUND"));
    lab_.chassis.setRibclHook([](Chassis&, BayNumber bay, std::string_view script) {
        return "bay " + std::to_string(bay) + " got " + std::string(script);
    });
    const auto text = run("HPONCFG 1,8 << END\n<RIBCL/>\nEND");
    EXPECT_TRUE(has(text, "bay 1 got <RIBCL/>\n"));
    EXPECT_TRUE(has(text, "Bay 8: The blade is not present."));
    EXPECT_TRUE(has(text, "END RIBCL RESULTS"));
}

TEST_F(OaTalkTest, whatFailsShows) {
    lab_.chassis.addFault({"psu-failed", 0, {{"unit", "2"}}});
    lab_.chassis.addFault({"fan-removed", 0, {{"unit", "6"}}});
    const auto status = run("SHOW ENCLOSURE STATUS");
    EXPECT_TRUE(has(status, "Redundancy State: Not Redundant"));
    EXPECT_TRUE(has(status, "Fans Good/Wanted/Needed: 5/6/5"));
    EXPECT_TRUE(has(run("SHOW ENCLOSURE POWERSUPPLY 2"), "Status: Failed"));
    lab_.chassis.addFault({"oa-busy", 0, {}});
    EXPECT_TRUE(has(run("SHOW POWER"), "busy"));
}

TEST_F(OaTalkTest, unknownAndEndlessWordsAreBorne) {
    EXPECT_TRUE(has(run("MAKE COFFEE"), "Invalid Command"));
    EXPECT_TRUE(has(run("HELP"), "SAVE SEND SET SHOW SLEEP TEST UNASSIGN"));
    EXPECT_TRUE(has(run("SHOW SERVER STATUS 1-99"), "Invalid Arguments"));
    EXPECT_TRUE(has(run(std::string(100000, 'x')), "Invalid Command"));
}

TEST(OaWords, quotationMarksKeepWordsTogether) {
    EXPECT_EQ(splitWords("a \"b c\" d"), (std::vector<std::string>{"a", "b c", "d"}));
    EXPECT_EQ(splitWords("\"\""), std::vector<std::string>{""});
    EXPECT_EQ(splitWords("  "), std::vector<std::string>{});
    EXPECT_EQ(splitWords("\"open end"), std::vector<std::string>{"open end"});
}

TEST(OaWords, bayLists) {
    EXPECT_EQ(bayList("1-3,5", 8), (std::set<int>{1, 2, 3, 5}));
    EXPECT_EQ(bayList("all", 2), (std::set<int>{1, 2}));
    for (const char* bad : {"", "0", "9", "3-1", "1-2-3", "x", "1,"}) {
        EXPECT_FALSE(bayList(bad, 8)) << bad;
    }
}

TEST(Telnet, optionsAreTakenOutAndAnswered) {
    TelnetText telnet;
    EXPECT_EQ(telnet.keys("us\xff\xfd\x18" "er\r\n"), "user\r");
    EXPECT_EQ(telnet.takeReply(), "\xff\xfc\x18");
    EXPECT_EQ(telnet.keys(std::string("\xff\xfb\x1f\xff\xfa\x1f\x00\x50\xff\xf0x\r\0", 13)), "x\r");
    EXPECT_EQ(telnet.takeReply(), "\xff\xfe\x1f");
    EXPECT_EQ(telnet.keys("\xff\xff"), "\xff");
    EXPECT_EQ(telnet.takeReply(), "");
}

} // namespace
} // namespace seedbed::emulator::oacli
