// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/text/vc_text.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/golden.hpp"

namespace seedbed::vc {
namespace {

std::string reply(const std::string& name) {
    return test::golden("vc-client/" + name + ".txt");
}

DomainReplies goldenReplies() {
    return {reply("domain"),   reply("uplinksets"), reply("uplinkports"),
            reply("networks"), reply("profiles"),   reply("connections")};
}

TEST(VcReplies, aDomainIsReadFromSixAnswers) {
    auto domain = parseDomain(goldenReplies());
    ASSERT_TRUE(domain) << toSentence(domain.error());
    EXPECT_EQ(domain->name, "seedbed");
    EXPECT_EQ(domain->macPool, MacPool{10});
    EXPECT_EQ(domain->uplinkSets, (std::vector<UplinkSet>{{"US", {{"enc0:1:X1"}}}}));
    EXPECT_EQ(domain->networks, (std::vector<Network>{{"BOOT", "US", 10, true, false},
                                                      {"MGMT", "US", 20, false, true},
                                                      {"plain", "", 0, false, false}}));
    ASSERT_EQ(domain->profiles.size(), 2U);
    EXPECT_EQ(domain->profiles[0].bay, 1);
    EXPECT_FALSE(domain->profiles[1].bay);
    const std::vector<Connection> expected{{"BOOT", Pxe::enabled, SpeedType::custom, 2500},
                                           {"", Pxe::useBios, SpeedType::automatic, 0}};
    EXPECT_EQ(domain->profiles[0].connections, expected);
    EXPECT_EQ(domain->profiles[1].connections[0].speed, SpeedType::preferred);
}

TEST(VcReplies, uplinkPortsWithLinkAndSfp) {
    const auto ports = parseUplinkPorts(reply("uplinkports"), "show uplinkport *");
    ASSERT_TRUE(ports) << toSentence(ports.error());
    EXPECT_EQ(*ports, (std::vector<UplinkPort>{{"enc0:1:X1", "Linked (Active) (10Gb/Full)", "SFP-SR", true, 10000, "US", "25"},
                                               {"enc0:1:X2", "Not Linked", "", false, 0}}));
    EXPECT_EQ(parseUplinkPorts(reply("not_imported"), "show uplinkport *").error().id, "VC-NOT-IMPORTED");
}

TEST(VcReplies, anEmptyDomainIsADomain) {
    DomainReplies replies;
    replies.domain = reply("empty_domain");
    replies.networks = reply("no_networks");
    auto domain = parseDomain(replies);
    ASSERT_TRUE(domain) << toSentence(domain.error());
    EXPECT_TRUE(domain->networks.empty());
    EXPECT_FALSE(domain->macPool);
}

TEST(VcReplies, connectionsCarryMacAndMapping) {
    auto all = parseConnections(reply("connections"), "show enet-connection *");
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 3U);
    EXPECT_EQ((*all)[0].mac->toString(), "02:00:00:00:00:01");
    EXPECT_EQ((*all)[1].mapping, "LOM:2-a");
    EXPECT_FALSE((*all)[2].mac);
    EXPECT_EQ((*all)[2].mapping, "");
}

TEST(VcReplies, whatBreaksTheFormIsNonsense) {
    auto replies = goldenReplies();
    replies.domain = "show domain\r\n";
    EXPECT_EQ(parseDomain(replies).error().id, "VC-NONSENSE");
    replies = goldenReplies();
    replies.profiles = "No profiles exist\r\n";
    EXPECT_EQ(parseDomain(replies).error().id, "VC-NONSENSE")
        << "a connection of a profile that is not there";
    for (const std::string bad :
         {"Profile : p\nPort : 0\n", "Profile : p\nPort : 999\n", "Profile : p\nPort : 1\nPXE : maybe\n",
          "Profile : p\nPort : 1\nConfigured Speed : fast\n"}) {
        const auto read = parseConnections(bad, "");
        ASSERT_FALSE(read) << bad;
        EXPECT_EQ(read.error().id, "VC-NONSENSE");
    }
}

TEST(VcReplies, complaintsBecomeErrors) {
    struct Row {
        const char* said;
        const char* id;
        ErrorKind kind;
    };
    const Row rows[] = {
        {"ERROR: Network not found : X", "VC-NOT-FOUND", ErrorKind::notFound},
        {"ERROR: Profile already exists : X", "VC-EXISTS", ErrorKind::conflict},
        {"ERROR: something else", "VC-ERROR", ErrorKind::conflict},
        {"ERROR: insufficient privilege", "VC-PRIVILEGE", ErrorKind::refused},
        {"Unable to communicate with the Virtual Connect Manager", "VC-BUSY", ErrorKind::busy},
        {"Virtual Connect Manager not found at this IP address. Please use IP Address: 192.0.2.3",
         "VC-NOT-MANAGER", ErrorKind::unsupported},
    };
    for (const auto& row : rows) {
        const auto error = replyError("the command\r\n" + std::string(row.said) + "\r\n\r\n", "the command");
        ASSERT_TRUE(error) << row.said;
        EXPECT_EQ(error->id, row.id) << row.said;
        EXPECT_EQ(error->kind, row.kind);
        EXPECT_FALSE(error->action.empty());
    }
    EXPECT_EQ(replyError(reply("not_imported"), "show domain")->id, "VC-NOT-IMPORTED");
    EXPECT_FALSE(replyError(reply("networks"), "show network *"));
    EXPECT_FALSE(replyError("Comm Status : Unable to communicate\r\n", "show enclosure *"));
}

TEST(VcReplies, aChangeMustSaySuccess) {
    EXPECT_TRUE(checkChanged("add network A\r\nSUCCESS: Network added\r\n\r\n", "add network A"));
    EXPECT_EQ(checkChanged("add network A\r\nERROR: no uplink\r\n", "add network A").error().id, "VC-ERROR");
    EXPECT_EQ(checkChanged("add network A\r\n", "add network A").error().id, "VC-NONSENSE");
}

TEST(VcReplies, recordsSurviveEscapesEchoAndBlankValues) {
    const auto records = parseRecords(
        "->show x\r\n\x1b[1mName\x1b[0m : a : b\r\nEmpty :\r\nlower : no\r\n\r\nName : c", "show x");
    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].get("NAME"), "a : b");
    EXPECT_TRUE(records[0].has("Empty"));
    EXPECT_FALSE(records[0].has("lower"));
    EXPECT_EQ(records[1].get("Name"), "c");
    EXPECT_TRUE(parseRecords("\x1b[", "").empty());
}

TEST(VcCommands, wordsOfEachOperation) {
    const Connection before{"A", Pxe::enabled, SpeedType::automatic, 0};
    const Connection after{"", Pxe::enabled, SpeedType::custom, 500};
    EXPECT_EQ(toCommand(SetConnection{"P", 3, before, after}),
              "set enet-connection P 3 Network=\"\" SpeedType=custom Speed=500");
    EXPECT_EQ(toCommand(AddConnection{"P", 1, {"", Pxe::useBios, SpeedType::preferred, 0}}),
              "add enet-connection P pxe=useBios SpeedType=preferred");
    EXPECT_EQ(toCommand(SetNetwork{{"N", "US", 6}, {"N", "US", 7, true, false}}),
              "set network N VLanID=7 NativeVLAN=Enabled");
    EXPECT_EQ(toCommand(SetDomain{"d", {}}), "set domain Name=d");
    EXPECT_EQ(toCommand(UnassignProfile{"P"}), "unassign profile P");
    EXPECT_EQ(toCommand(ImportEnclosure{}), "import enclosure");
    EXPECT_EQ(importCommand("Administrator", Secret("pw")).reveal(),
              "import enclosure username=Administrator password=pw");
}

} // namespace
} // namespace seedbed::vc
