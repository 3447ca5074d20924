// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/text/vc_text.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/golden.hpp"
#include "tests/unit/support/random_layout.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/text/domain_json.hpp"

namespace seedbed::vc {
namespace {

std::string reply(const std::string& name) {
    return test::golden("vc-client/" + name + ".txt");
}

DomainReplies goldenReplies() {
    return {reply("domain"),
            reply("uplinksets"),
            reply("uplinkports"),
            reply("networks"),
            reply("profiles"),
            reply("connections"),
            "",
            "",
            ""};
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
    EXPECT_EQ(*ports, (std::vector<UplinkPort>{
                          {"enc0:1:X1", "Linked (Active) (10Gb/Full)", "SFP-SR", true, 10000, "US", "25"},
                          {"enc0:1:X2", "Not Linked", "", false, 0}}));
    EXPECT_EQ(parseUplinkPorts(reply("not_imported"), "show uplinkport *").error().id, "VC-NOT-IMPORTED");
}

TEST(VcReplies, addressesThatTheModuleLearned) {
    const auto learned = parseMacTable("show interconnect-mac-table enc0:1\r\n"
                                       "Port  MAC Address        Type\r\n-----------------------------\r\n"
                                       "d1    00:17:a4:77:00:08  Learned\r\nX1    00-17-A4-77-00-0A  Learned\r\n",
                                       "show interconnect-mac-table enc0:1");
    EXPECT_EQ(learned, (std::vector<LearnedMac>{{"d1", *MacAddress::parse("00:17:a4:77:00:08")},
                                                {"X1", *MacAddress::parse("00:17:a4:77:00:0a")}}));
    EXPECT_TRUE(parseMacTable("No MAC addresses exist\r\n", "").empty());
}

TEST(VcReplies, theNeighbourOfAnUplink) {
    const auto neighbour = parseNeighbour("Type             : Bridge\r\nChassis ID Type  : MAC\r\nChassis ID       : 00:11:22:33:44:55\r\n"
                                          "Port ID          : 7\r\nPort Description : Gi1/0/7\r\nSystem Name      : core-1\r\n",
                                          "show lldp enc0:1:X1");
    EXPECT_EQ(neighbour, (Neighbour{"00:11:22:33:44:55", "Gi1/0/7", "core-1"}));
    EXPECT_FALSE(parseNeighbour("No LLDP neighbors exist\r\n", "show lldp enc0:1:X1"));
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

TEST(VcReplies, tablesAreReadLikeRecords) {
    const auto rows = parseTable(reply("network_table"), "show network");
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].get("Name"), "BOOT");
    EXPECT_EQ(rows[0].get("Shared Uplink Set"), "US");
    EXPECT_EQ(rows[1].get("Name"), "a-network-with-a-long-name");
    EXPECT_EQ(rows[1].get("Status"), "No uplink linked");
    EXPECT_EQ(rows[1].get("VLAN ID"), "20");
    EXPECT_EQ(rows[2].get("Shared Uplink Set"), "");
    const auto groups = parseTable(reply("access_group_table"), "show network-access-group");
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[1].get("Networks"), "BOOT, MGMT,TENANT") << "a list goes on";
    EXPECT_TRUE(parseTable("show network\r\nNo networks exist\r\n", "show network").empty());
}

TEST(VcReplies, aWholeDomainIsReadFromNineAnswers) {
    DomainReplies replies;
    for (const auto& [name, part] : {std::pair("domain", &DomainReplies::domain),
                                     {"uplinksets", &DomainReplies::uplinkSets},
                                     {"full_uplinkports", &DomainReplies::uplinkPorts},
                                     {"full_networks", &DomainReplies::networks},
                                     {"full_profiles", &DomainReplies::profiles},
                                     {"full_connections", &DomainReplies::connections},
                                     {"access_groups", &DomainReplies::accessGroups},
                                     {"mappings", &DomainReplies::mappings},
                                     {"vlans", &DomainReplies::vlans}}) {
        replies.*part = reply(name);
    }
    const auto domain = parseDomain(replies);
    ASSERT_TRUE(domain) << toSentence(domain.error());
    EXPECT_EQ(domain->vlanCapacity, VlanCapacity::expanded);
    EXPECT_EQ(domain->accessGroups, (std::vector<AccessGroup>{{"tenants", {"MGMT", "TENANT"}}}));
    EXPECT_EQ(domain->uplinkSet("US")->ports,
              (std::vector<UplinkMember>{{"enc0:1:X1", 0}, {"enc0:1:X2", 1000}}));
    const auto* tenant = domain->network("TENANT");
    EXPECT_TRUE(tenant->smartLink);
    EXPECT_EQ(tenant->preferredMb, 1000);
    EXPECT_EQ(tenant->maximumMb, 2500);
    const auto* tunnel = domain->network("TUNNEL");
    EXPECT_TRUE(tunnel->tunnel);
    EXPECT_EQ(tunnel->mode, ConnectionMode::failover);
    EXPECT_EQ(tunnel->ports, (std::vector<UplinkMember>{{"enc0:1:X5", 10000}}));
    const auto* profile = domain->profileAt(1);
    EXPECT_EQ(profile->accessGroup, "tenants");
    EXPECT_EQ(profile->hideUnused, false);
    EXPECT_EQ(profile->connections[0].network, "");
    EXPECT_EQ(profile->connections[0].map,
              (std::vector<MappedNetwork>{{"MGMT", 20, true}, {"TENANT", 30, false}}));
    EXPECT_EQ(profile->connections[0].mac.value->toString(), "02:00:00:00:00:01");
}

TEST(VcReplies, olderFirmwareDoesNotKnowEverything) {
    auto replies = goldenReplies();
    replies.accessGroups = "ERROR: Invalid managed element : network-access-group\r\n";
    replies.mappings = replies.accessGroups;
    replies.vlans = replies.accessGroups;
    const auto domain = parseDomain(replies);
    ASSERT_TRUE(domain) << toSentence(domain.error());
    EXPECT_FALSE(domain->vlanCapacity);
    EXPECT_EQ(domain->profiles[0].accessGroup, "Default");
    replies.vlans = "Unable to communicate with the Virtual Connect Manager\r\n";
    EXPECT_EQ(parseDomain(replies).error().id, "VC-BUSY");
    replies.vlans.clear();
    replies.connections = "Profile : seedbed-bay1\nPort : 1\nNetwork Name : Multiple Networks\n";
    EXPECT_EQ(parseDomain(replies).error().id, "VC-NONSENSE") << "networks that nobody tells";
}

TEST(VcReplies, enclosuresAndModules) {
    const auto enclosures = parseEnclosures(reply("enclosures"), "show enclosure *");
    ASSERT_TRUE(enclosures) << toSentence(enclosures.error());
    EXPECT_EQ(*enclosures, (std::vector<VcEnclosure>{{"enc0", "kit-1", "Imported", "SGH0000000"}}));
    const auto modules = parseModules(reply("interconnects"), "show interconnect *");
    ASSERT_TRUE(modules) << toSentence(modules.error());
    EXPECT_EQ(*modules, (std::vector<VcModule>{{"enc0:1", "HP VC Flex-10/10D Module", "Primary", "OK",
                                                "4.20 2014-05-09T12:00:00Z"}}));
}

TEST(VcCommands, wordsOfTheGrownObjects) {
    Network bare{"N", "US", 7};
    Network full = bare;
    full.smartLink = true;
    full.preferredMb = 1000;
    full.maximumMb = 2500;
    EXPECT_EQ(toCommand(SetNetwork{bare, full}),
              "set network N SmartLink=Enabled PrefSpeedType=Custom PrefSpeed=1000 "
              "MaxSpeedType=Custom MaxSpeed=2500");
    EXPECT_EQ(toCommand(SetNetwork{full, bare}),
              "set network N SmartLink=Disabled PrefSpeedType=Auto MaxSpeedType=Unrestricted");
    Network plain{"T"};
    Network tunnel = plain;
    tunnel.tunnel = true;
    EXPECT_EQ(toCommand(AddNetwork{plain}), "add network T -quiet State=Enabled Private=Disabled");
    EXPECT_EQ(toCommand(SetNetwork{plain, tunnel}), "set network T VLanTunnel=Enabled");
    EXPECT_EQ(toCommand(AddUplinkPort{"enc0:1:X5", "", "T", 10000}),
              "add uplinkport enc0:1:X5 Network=T Speed=10Gb");
    EXPECT_EQ(toCommand(SetUplinkPort{"enc0:1:X5", 0}), "set uplinkport enc0:1:X5 Speed=Auto");
    EXPECT_EQ(toCommand(SetUplinkSet{"US", ConnectionMode::failover}),
              "set uplinkset US ConnectionMode=Failover");
    EXPECT_EQ(toCommand(SetVlanCapacity{VlanCapacity::expanded}),
              "set enet-vlan -quiet VlanCapacity=Expanded");
    EXPECT_EQ(toCommand(AddAccessGroup{{"G", {"A", "B"}}}), "add network-access-group G Networks=A,B");
    EXPECT_EQ(toCommand(AddProfile{"P", "G", false}),
              "add profile P -nodefaultenetconn NAG=G HideUnusedFlexNICs=false");
    EXPECT_EQ(toCommand(SetProfileGroup{"P", "Default"}), "set profile P NAG=Default");
    EXPECT_EQ(toCommand(SetProfileHiding{"P", true}), "set profile P HideUnusedFlexNICs=true");
    EXPECT_EQ(toCommand(AddMapping{"P", 3, {"A", 12, false}}),
              "add server-port-map P:3 A VLanId=12 UnTagged=false");
    EXPECT_EQ(toCommand(RemoveMapping{"P", 3, "A"}), "remove server-port-map P:3 A");
    EXPECT_EQ(toCommand(RemoveConnection{"P", 3}), "remove enet-connection P");
    EXPECT_EQ(toCommand(DeleteDomain{}), "delete domain -quiet");
}

TEST(VcDomainJson, isReadAsItWasWritten) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        auto domain = compile(test::randomLayout(seed)).value();
        domain.profiles[0].connections[0].mac.value = MacAddress::parse("02:00:00:00:00:01").value();
        domain.profiles[0].bay.reset();
        const auto text = domainToJson(domain);
        const auto again = domainFromJson(text);
        ASSERT_TRUE(again) << toSentence(again.error());
        EXPECT_EQ(*again, sorted(domain)) << seed;
        EXPECT_EQ(domainToJson(*again), text);
    }
    VcDomain none;
    none.enclosureImported = false;
    EXPECT_FALSE(domainFromJson(domainToJson(none))->enclosureImported);
}

TEST(VcDomainJson, refusesWhatIsNoDomain) {
    EXPECT_EQ(domainFromJson("{").error().id, "JSON-SYNTAX");
    const auto good = domainToJson(VcDomain{});
    for (const auto& [from, to] : {std::pair("\"schema\": 1", "\"schema\": 2"),
                                   {"\"name\": \"\"", "\"name\": 7"},
                                   {"\"vlan_capacity\": null", "\"vlan_capacity\": \"huge\""},
                                   {"\"networks\": []", "\"networks\": {}"},
                                   {"\"profiles\"", "\"people\""}}) {
        auto text = good;
        ASSERT_NE(text.find(from), std::string::npos) << from << text;
        text.replace(text.find(from), std::string(from).size(), to);
        const auto read = domainFromJson(text);
        ASSERT_FALSE(read) << to;
        EXPECT_EQ(read.error().id, "VC-SAVED-DOMAIN") << to;
    }
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
