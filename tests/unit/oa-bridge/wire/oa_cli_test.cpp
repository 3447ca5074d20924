// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/oa_cli.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/golden.hpp"

namespace seedbed::wire {
namespace {

std::string answer(const std::string& name, const std::string& command) {
    auto text = readExecOutput(test::golden("oa-cli-client/" + name + ".txt"), command);
    EXPECT_TRUE(text) << name << ": " << toSentence(text.error());
    return text.value_or("");
}

TEST(OaCli, findsTheAnswerBetweenEchoAndPrompt) {
    EXPECT_EQ(answer("fuse", "RESET SERVER 3"), "Successfully reset the E-Fuse for device bay 3.\n");
    EXPECT_EQ(answer("fuse", "reset server 3"), "Successfully reset the E-Fuse for device bay 3.\n");
    EXPECT_EQ(*readExecOutput("\r\nOA-1 [SCRIPT MODE]> SHOW X\r\n\r\n\r\na\r\nb\r\n", "SHOW X"), "a\nb\n")
        << "closed before the prompt";
    EXPECT_EQ(*readExecOutput("OA-1 [SCRIPT MODE]> SHOW X\n\n\n\nOA-1 [SCRIPT MODE]> \n", "SHOW X"), "");
    EXPECT_EQ(readExecOutput("Last login: today\n", "SHOW X").error().id, "OA-NONSENSE");
    EXPECT_EQ(readExecOutput("", "SHOW X").error().id, "OA-NONSENSE");
}

TEST(OaCli, readsTheServerList) {
    const auto rows = readServerList(answer("server_list", "SHOW SERVER LIST"));
    ASSERT_TRUE(rows) << toSentence(rows.error());
    ASSERT_EQ(rows->size(), 4U) << "the totals are no server";
    EXPECT_EQ((*rows)[0], (OaServerRow{1, Presence::present, PowerReading::on, "ILOSGH0000001", "192.0.2.101", "OK"}));
    EXPECT_EQ((*rows)[1].presence, Presence::absent);
    EXPECT_EQ((*rows)[2].status, "Degraded");
    EXPECT_EQ((*rows)[3].bay, 8);
    EXPECT_EQ((*rows)[3].address, "");
}

TEST(OaCli, readsTheStatusOfOneBlade) {
    for (const char* file : {"server_status", "server_status_old"}) {
        const auto status = readServerStatus(answer(file, "SHOW SERVER STATUS 1"), 1);
        ASSERT_TRUE(status) << toSentence(status.error());
        EXPECT_EQ(status->power, PowerReading::on) << "not the diagnostic row of the same name";
        EXPECT_EQ(status->watts, 120);
        EXPECT_FALSE(status->unitLight);
        ASSERT_EQ(status->diagnostics.size(), 6U);
        EXPECT_EQ(status->diagnostics[1].name, "Management Processor");
        EXPECT_EQ(status->diagnostics[4].health, Health::degraded);
    }
    const auto empty = readServerStatus(answer("server_absent", "SHOW SERVER STATUS 8"), 8);
    ASSERT_TRUE(empty) << toSentence(empty.error());
    EXPECT_EQ(empty->presence, Presence::absent);
    EXPECT_EQ(empty->power, PowerReading::unknown);
    EXPECT_EQ(readServerStatus(answer("server_status", "SHOW SERVER STATUS 1"), 2).error().id, "OA-NONSENSE");
}

TEST(OaCli, readsAndWritesEbipa) {
    const auto entries = readEbipa(answer("ebipa", "SHOW EBIPA SERVER"));
    ASSERT_TRUE(entries) << toSentence(entries.error());
    ASSERT_EQ(entries->size(), 3U) << "half-height partners are none of ours";
    EXPECT_EQ((*entries)[0], (EbipaEntry{1, true, "192.0.2.101", "192.0.2.101", "255.255.255.0", "192.0.2.1",
                                         "lab.example", {"192.0.2.2", "192.0.2.3"}}));
    EXPECT_EQ((*entries)[1].current, "192.0.2.55") << "set, and not yet in use";
    EXPECT_FALSE((*entries)[2].enabled);
    EXPECT_EQ(ebipaCommands(EbipaKind::server, (*entries)[0]),
              (std::vector<std::string>{"SET EBIPA SERVER 192.0.2.101 255.255.255.0 1",
                                        "SET EBIPA SERVER GATEWAY 192.0.2.1 1",
                                        "SET EBIPA SERVER DOMAIN \"lab.example\" 1", "ADD EBIPA SERVER DNS 192.0.2.2 1",
                                        "ADD EBIPA SERVER DNS 192.0.2.3 1", "ENABLE EBIPA SERVER 1"}));
    EbipaEntry none;
    none.bay = 4;
    EXPECT_EQ(ebipaCommands(EbipaKind::interconnect, none),
              (std::vector<std::string>{"SET EBIPA INTERCONNECT NONE NONE 4", "DISABLE EBIPA INTERCONNECT 4"}));
}

TEST(OaCli, readsTimeServersOutOfTheScript) {
    const auto on = readTimeSettings("#Script\nSET NTP POLL 720\nSET NTP PRIMARY \"10.0.0.9\"\nSET NTP SECONDARY 10.0.0.10\nENABLE NTP\n");
    ASSERT_TRUE(on) << toSentence(on.error());
    EXPECT_EQ(*on, (OaTimeSettings{true, {"10.0.0.9", "10.0.0.10"}}));
    EXPECT_EQ(*readTimeSettings("SET NTP PRIMARY NONE\n  DISABLE NTP\n"), OaTimeSettings());
    EXPECT_EQ(readTimeSettings("SET OA NAME \"ENABLE NTP\"\n").error().id, "OA-NONSENSE") << "it does not say";
    EXPECT_EQ(timeServerCommands({"10.0.0.9"}), (std::vector<std::string>{"SET NTP PRIMARY 10.0.0.9", "ENABLE NTP"}));
    EXPECT_EQ(timeServerCommands({"10.0.0.9", "10.0.0.10"})[1], "SET NTP SECONDARY 10.0.0.10");
}

TEST(OaCli, readsWhatAnIloSaidThroughTheOa) {
    const std::string reply = "<?xml version=\"1.0\"?>\n<RIBCL/>\n";
    EXPECT_EQ(*readPassThrough("<!-- ======== Bay 1 RIBCL results ======== -->\n\n" + reply + "<!-- ======== END RIBCL RESULTS ======== -->\n"), reply);
    for (const char* none : {"Bay 3: The blade is not present.\n<!-- ======== NO RIBCL RESULTS FOUND ======== -->\n", "", "END RIBCL RESULTS <?xml"}) {
        EXPECT_EQ(readPassThrough(none).error().id, "OA-NO-RIBCL") << none;
    }
}

TEST(OaCli, readsPowerAndTime) {
    const auto power = readPowerSettings(answer("power", "SHOW POWER"));
    ASSERT_TRUE(power) << toSentence(power.error());
    EXPECT_EQ(*power, (OaPowerSettings{"Redundant", "Disabled", "Not Set", 2400, 1100, 1300, 830}));
    using namespace std::chrono;
    const auto day = sys_days(year(2014) / 11 / 27);
    EXPECT_EQ(*readOaDate(answer("date", "SHOW DATE")), day + hours(1));
    EXPECT_EQ(*readOaDate(answer("date_utc", "SHOW DATE")), day + hours(10));
    const auto local = readOaDate(answer("date_local", "SHOW DATE"));
    ASSERT_FALSE(local) << "local time, and no telling which";
    EXPECT_EQ(local.error().id, "OA-NO-CLOCK");
}

TEST(OaCli, tellsARefusalFromAnAnswer) {
    EXPECT_EQ(readServerList(answer("standby", "SHOW SERVER LIST")).error().id, "OA-STANDBY");
    EXPECT_EQ(readServerList(answer("unknown", "SHOW SERVER LIST")).error().kind, ErrorKind::unsupported);
    const auto text = answer("fuse_refused", "RESET SERVER 3");
    EXPECT_EQ(readConfirmation(text, "Successfully reset").error().id, "OA-CLI-REFUSED");
    EXPECT_NE(readConfirmation(text, "Successfully reset").error().cause.find("no server blade"), std::string::npos);
    EXPECT_TRUE(readConfirmation(answer("ilo_reset", "RESET ILO 3"), "Successfully reset iLO"));
}

} // namespace
} // namespace seedbed::wire
