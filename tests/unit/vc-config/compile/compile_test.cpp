// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/compile/compile.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/support/random_intent.hpp"
#include "tests/unit/support/random_layout.hpp"
#include "vc-config/compile/rule.hpp"

namespace seedbed::vc {
namespace {

ConnectivityIntent good() {
    ConnectivityIntent intent;
    intent.domainName = "seedbed";
    intent.macPool = 10;
    intent.uplinkSets = {{"US", {{"enc0:1:X1"}}}};
    intent.networks = {{"BOOT", 10, true, true}, {"MGMT", 20, false, false}, {"TENANT", 30, false, false}};
    intent.bays = {{1, "", {{"BOOT", 1000}, {"MGMT", 0}, {"TENANT", 0}}},
                   {2, "", {{"MGMT", 0}, {"BOOT", 0}}}};
    return intent;
}

std::vector<std::string> added(int from, int to) {
    std::vector<std::string> names;
    for (int i = from; i < to; ++i) {
        names.push_back("MORE" + std::to_string(i));
    }
    return names;
}

void addNetworks(ConnectivityIntent& intent, int count) {
    for (int i = 0; i < count; ++i) {
        intent.networks.push_back({"MORE" + std::to_string(i), 100 + i});
    }
}

TEST(Compile, aGoodIntentBecomesADomain) {
    auto domain = compile(good());
    ASSERT_TRUE(domain) << toSentence(domain.error());
    EXPECT_EQ(domain->name, "seedbed");
    EXPECT_EQ(domain->nativeOf("US")->name, "BOOT");
    EXPECT_EQ(domain->holderOf("enc0:1:X1")->name, "US");
    const auto* profile = domain->profileAt(1);
    ASSERT_NE(profile, nullptr);
    EXPECT_EQ(profile->name, "seedbed-bay1");
    EXPECT_EQ(profile->connections[0].pxe, Pxe::enabled);
    EXPECT_EQ(profile->connections[0].speed, SpeedType::custom);
    EXPECT_EQ(profile->connections[1].pxe, Pxe::disabled);
    EXPECT_EQ(domain->profileAt(2)->connections[1].pxe, Pxe::enabled);
}

TEST(Compile, eachRuleRefusesByItsNameAndNamesTheObject) {
    struct Row {
        const char* rule;
        const char* object;
        std::function<void(ConnectivityIntent&)> breakIt;
    };
    const Row rows[] = {
        {"VC-RULE-CONNECTIONS", "bay1", [](auto& i) { i.bays[0].flexNics.resize(9); }},
        {"VC-RULE-PXE", "bay1", [](auto& i) { i.bays[0].flexNics[0].network = ""; }},
        {"VC-RULE-PXE", "bay1", [](auto& i) { i.bays[0].flexNics[1].network = "BOOT"; }},
        {"VC-RULE-VLAN-RANGE", "network MGMT", [](auto& i) { i.networks[1].vlan = 4095; }},
        {"VC-RULE-VLAN-UNIQUE", "network TENANT", [](auto& i) { i.networks[2].vlan = 20; }},
        {"VC-RULE-NATIVE", "network MGMT", [](auto& i) { i.networks[1].native = true; }},
        {"VC-RULE-DUPLICATE", "network MGMT",
         [](auto& i) {
             i.networks.push_back({"MGMT", 40, false, false});
         }},
        {"VC-RULE-DUPLICATE", "bay1", [](auto& i) { i.bays[1].bay = 1; }},
        {"VC-RULE-DUPLICATE", "uplink port enc0:1:X1",
         [](auto& i) { i.uplinkSets[0].ports.push_back({"enc0:1:X1"}); }},
        {"VC-RULE-NAME", "network A B",
         [](auto& i) {
             i.networks.push_back({"A B", 40, false, false});
         }},
        {"VC-RULE-UNKNOWN-NETWORK", "bay1 LOM:2-a", [](auto& i) { i.bays[0].flexNics[1].network = "NONE"; }},
        {"VC-RULE-PORT-NETWORK", "bay1 LOM:1-c",
         [](auto& i) {
             i.bays[0].flexNics = {{"BOOT"}, {"MGMT"}, {"TENANT"}, {""}, {"TENANT"}};
         }},
        {"VC-RULE-SPEED", "bay1 LOM:1-a", [](auto& i) { i.bays[0].flexNics[0].speedMb = 150; }},
        {"VC-RULE-SPEED", "bay1 LOM:1", [](auto& i) { i.bays[0].flexNics[2].speedMb = 9100; }},
        {"VC-RULE-UPLINK", "uplink set US", [](auto& i) { i.uplinkSets[0].ports.clear(); }},
        {"VC-RULE-UPLINK", "uplink port X1", [](auto& i) { i.uplinkSets[0].ports = {{"X1"}}; }},
        {"VC-RULE-MAC-POOL", "domain", [](auto& i) { i.macPool = 65; }},
        {"VC-RULE-SPEED", "bay1 LOM:1",
         [](auto& i) {
             i.bays[0].flexNics[0].speedMb = 0;
             i.networks[0].preferredMb = 6000;
             i.bays[0].flexNics[2].speedMb = 4100;
         }},
        {"VC-RULE-SPEED", "bay1 LOM:1",
         [](auto& i) {
             i.bays[0].flexNics = {{"BOOT"}, {"MGMT"}, {"TENANT", 10000}};
         }},
        {"VC-RULE-BAY", "bay9", [](auto& i) { i.bays[1].bay = 9; }},
        {"VC-RULE-UPLINK", "network TENANT", [](auto& i) { i.networks[2].uplinkSet = "NONE"; }},
        {"VC-RULE-UPLINK", "network TENANT",
         [](auto& i) {
             i.networks[2].uplinkSet = "US";
             i.networks[2].ports = {{"enc0:1:X5"}};
         }},
        {"VC-RULE-UPLINK", "network MGMT", [](auto& i) { i.uplinkSets.clear(); }},
        {"VC-RULE-UPLINK", "uplink port enc0:1:X1", [](auto& i) { i.uplinkSets[0].ports[0].speedMb = 100; }},
        {"VC-RULE-UPLINK", "uplink port enc0:1:X11",
         [](auto& i) { i.uplinkSets[0].ports[0].id = "enc0:1:X11"; }},
        {"VC-RULE-UPLINK", "uplink port enc0:5:X1",
         [](auto& i) { i.uplinkSets[0].ports[0].id = "enc0:5:X1"; }},
        {"VC-RULE-UPLINK", "uplink port enc0:1:X01",
         [](auto& i) { i.uplinkSets[0].ports[0].id = "enc0:1:X01"; }},
        {"VC-RULE-UPLINK", "uplink port enc0:1:X15",
         [](auto& i) { i.uplinkSets[0].ports[0].id = "enc0:1:X15"; }},
        {"VC-RULE-LAG", "uplink set US",
         [](auto& i) {
             i.uplinkSets[0].ports = {{"enc0:1:X1", 0, "1000BASE-T"}, {"enc0:1:X2", 10000}};
         }},
        {"VC-RULE-LAG", "uplink set US",
         [](auto& i) {
             i.uplinkSets[0].ports = {{"enc0:1:X1", 0, "1000BASE-T"}, {"enc0:1:X2", 0, "10GBASE-SR"}};
         }},
        {"VC-RULE-LAG", "uplink port enc0:1:X1",
         [](auto& i) {
             i.uplinkSets[0].ports = {{"enc0:1:X1", 10000, "1000BASE-T"}};
         }},
        {"VC-RULE-TUNNEL", "network TENANT", [](auto& i) { i.networks[2].tunnel = true; }},
        {"VC-RULE-TUNNEL", "network TENANT", [](auto& i) { i.networks[2].ports = {{"enc0:1:X5"}}; }},
        {"VC-RULE-TUNNEL", "bay1 LOM:1-b",
         [](auto& i) {
             i.networks[2].tunnel = true;
             i.networks[2].vlan = 0;
             i.networks[2].ports = {{"enc0:1:X5"}};
             i.bays[0].flexNics[2] = {"", 0, {"TENANT"}, ""};
         }},
        {"VC-RULE-VLAN-RANGE", "network TENANT", [](auto& i) { i.networks[2].vlan = 0; }},
        {"VC-RULE-NATIVE", "network BOOT",
         [](auto& i) {
             i.networks[0].vlan = 0;
             i.networks[0].ports = {{"enc0:1:X5"}};
         }},
        {"VC-RULE-NETWORK-SPEED", "network TENANT", [](auto& i) { i.networks[2].preferredMb = 50; }},
        {"VC-RULE-NETWORK-SPEED", "network TENANT", [](auto& i) { i.networks[2].maximumMb = 20000; }},
        {"VC-RULE-NETWORK-SPEED", "network TENANT",
         [](auto& i) {
             i.networks[2].preferredMb = 2000;
             i.networks[2].maximumMb = 1000;
         }},
        {"VC-RULE-SPEED", "bay1 LOM:1-a", [](auto& i) { i.networks[0].maximumMb = 500; }},
        {"VC-RULE-MTU", "network TENANT", [](auto& i) { i.networks[2].mtu = 9217; }},
        {"VC-RULE-MTU", "network BOOT", [](auto& i) { i.networks[0].mtu = 9000; }},
        {"VC-RULE-MTU", "bay1 LOM:2-a",
         [](auto& i) {
             i.networks[2].mtu = 9000;
             i.bays[0].flexNics[1] = {"", 0, {"MGMT", "TENANT"}, "MGMT"};
         }},
        {"VC-RULE-ACCESS-GROUP", "bay1", [](auto& i) { i.bays[0].accessGroup = "NONE"; }},
        {"VC-RULE-ACCESS-GROUP", "bay1",
         [](auto& i) {
             i.accessGroups = {{"G", {"BOOT", "MGMT"}}};
             i.bays[0].accessGroup = "G";
         }},
        {"VC-RULE-ACCESS-GROUP", "network access group G",
         [](auto& i) {
             i.accessGroups = {{"G", {"NONE"}}};
         }},
        {"VC-RULE-ACCESS-GROUP", "network access group G",
         [](auto& i) {
             i.accessGroups = {{"G", {}}};
         }},
        {"VC-RULE-ACCESS-GROUP", "network access group Default",
         [](auto& i) {
             i.accessGroups = {{"Default", {"MGMT"}}};
         }},
        {"VC-RULE-SERVER-VLAN", "bay1 LOM:2-a", [](auto& i) { i.bays[0].flexNics[1].networks = {"TENANT"}; }},
        {"VC-RULE-SERVER-VLAN", "bay1 LOM:2-a",
         [](auto& i) {
             i.bays[0].flexNics[1] = {"", 0, {"MGMT"}, "TENANT"};
         }},
        {"VC-RULE-SERVER-VLAN", "bay1 LOM:2-a",
         [](auto& i) {
             i.bays[0].flexNics[1] = {"", 0, {"MGMT", "MGMT"}, ""};
         }},
        {"VC-RULE-SERVER-VLAN", "bay1 LOM:1-c",
         [](auto& i) {
             i.uplinkSets.push_back({"OTHER", {{"enc0:1:X2"}}});
             i.networks.push_back({"FAR", 30, false, false, "OTHER"});
             i.bays[0].flexNics[2] = {"", 0, {"TENANT"}, ""};
             i.bays[0].flexNics.push_back({});
             i.bays[0].flexNics.push_back({"", 0, {"FAR"}, ""});
         }},
        {"VC-RULE-UNUSED", "bay1",
         [](auto& i) {
             i.unusedMustBeHidden = true;
             i.bays[0].hideUnused = false;
         }},
        {"VC-RULE-NETWORK-LIMIT", "domain", [](auto& i) { addNetworks(i, 318); }},
        {"VC-RULE-NETWORK-LIMIT", "uplink set US", [](auto& i) { addNetworks(i, 126); }},
        {"VC-RULE-NETWORK-LIMIT", "domain",
         [](auto& i) {
             i.vlanCapacity = VlanCapacity::expanded;
             addNetworks(i, 998);
         }},
        {"VC-RULE-MAPPED-LIMIT", "bay1 LOM:2-a",
         [](auto& i) {
             addNetworks(i, 29);
             i.bays[0].flexNics[1] = {"", 0, added(0, 29), ""};
         }},
        {"VC-RULE-MAPPED-LIMIT", "bay1 LOM:1",
         [](auto& i) {
             i.vlanCapacity = VlanCapacity::expanded;
             addNetworks(i, 163);
             i.bays[0].flexNics[2] = {"", 0, added(0, 100), ""};
             i.bays[0].flexNics.push_back({});
             i.bays[0].flexNics.push_back({"", 0, added(100, 163), ""});
         }},
    };
    for (const auto& row : rows) {
        auto intent = good();
        row.breakIt(intent);
        const auto found = checkIntent(intent);
        EXPECT_TRUE(std::any_of(found.begin(), found.end(),
                                [&](const RuleViolation& v) {
                                    return v.rule == row.rule && v.object == row.object && !v.message.empty();
                                }))
            << row.rule << " " << row.object;
        const auto domain = compile(intent);
        ASSERT_FALSE(domain) << row.rule;
        EXPECT_EQ(domain.error().kind, ErrorKind::invalid);
    }
}

TEST(Compile, namesAllThatIsWrong) {
    auto intent = good();
    intent.macPool = 0;
    intent.networks[2].vlan = 20;
    const auto domain = compile(intent);
    ASSERT_FALSE(domain);
    EXPECT_EQ(domain.error().id, "VC-RULE-MAC-POOL");
    EXPECT_NE(domain.error().cause.find("VC-RULE-VLAN-UNIQUE network TENANT"), std::string::npos);
}

TEST(Compile, limitsAreReached) {
    auto intent = good();
    addNetworks(intent, 125);
    intent.bays[0].flexNics[1] = {"", 0, added(0, 28), ""};
    EXPECT_TRUE(compile(intent)) << toSentence(compile(intent).error());
    intent.vlanCapacity = VlanCapacity::expanded;
    intent.bays[0].flexNics[1].networks = added(0, 125);
    EXPECT_TRUE(compile(intent)) << toSentence(compile(intent).error());
}

TEST(Compile, speedsComeFromTheFlexNicOrItsNetwork) {
    auto intent = good();
    intent.networks[1].preferredMb = 1000;
    const auto domain = compile(intent);
    ASSERT_TRUE(domain) << toSentence(domain.error());
    const auto& connections = domain->profileAt(1)->connections;
    EXPECT_EQ(connections[0].speed, SpeedType::custom);
    EXPECT_EQ(connections[1].speed, SpeedType::preferred);
    EXPECT_EQ(connections[2].speed, SpeedType::automatic);
}

TEST(Compile, severalNetworksAreMappedUnderTheirVlans) {
    auto intent = good();
    intent.bays[0].flexNics = {{"", 0, {"BOOT", "TENANT"}, "BOOT"}, {"MGMT"}};
    const auto domain = compile(intent);
    ASSERT_TRUE(domain) << toSentence(domain.error());
    const auto& first = domain->profileAt(1)->connections[0];
    EXPECT_EQ(first.network, "");
    EXPECT_EQ(first.map, (std::vector<MappedNetwork>{{"BOOT", 10, true}, {"TENANT", 30, false}}));
    EXPECT_EQ(first.pxe, Pxe::enabled) << "it has the boot network untagged";
}

TEST(Rules, areNamedOnceAndSayWhatTheyDemand) {
    std::set<std::string_view> ids;
    for (const auto& rule : rules()) {
        EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
        EXPECT_TRUE(rule.id.starts_with("VC-RULE-"));
        EXPECT_FALSE(rule.demands.empty()) << rule.id;
    }
}

TEST(Rules, ofWhatWasSeen) {
    const auto intent = good();
    auto actual = compile(intent).value();
    std::vector<UplinkPort> uplinks{{"enc0:1:X1", "Linked (Active) (1Gb/Full)", "SFP-RJ45", true, 1000}};
    EXPECT_TRUE(checkObserved(intent, actual, uplinks).empty());
    actual.profiles[0].connections[0].mac.value = MacAddress::parse("02:00:00:00:00:01").value();
    actual.profiles[1].connections[1].mac.value = MacAddress::parse("02:00:00:00:00:01").value();
    auto found = checkObserved(intent, actual, uplinks);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, "VC-RULE-MAC");
    EXPECT_NE(found[0].message.find("seedbed-bay1 connection 1"), std::string::npos) << found[0].message;
    actual = compile(intent).value();
    found = checkObserved(intent, actual, {});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].rule, "VC-RULE-SFP");
    auto fast = intent;
    fast.uplinkSets[0].ports[0].speedMb = 10000;
    EXPECT_EQ(checkObserved(fast, actual, uplinks).at(0).rule, "VC-RULE-SFP");
    auto two = intent;
    two.uplinkSets[0].ports.push_back({"enc0:1:X2"});
    uplinks.push_back({"enc0:1:X2", "Linked (Active) (10Gb/Full)", "SFP-SR", true, 10000});
    found = checkObserved(two, actual, uplinks);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].object, "uplink set US");
    two.uplinkSets[0].mode = ConnectionMode::failover; // no group
    EXPECT_TRUE(checkObserved(two, actual, uplinks).empty());
    auto plain = intent;
    plain.networks.push_back({.name = "PLAIN", .ports = {{"enc0:1:X1"}, {"enc0:1:X2"}}});
    found = checkObserved(plain, actual, uplinks);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].object, "network PLAIN");
}

struct Mutation {
    const char* rule;
    std::function<void(ConnectivityIntent&, std::mt19937&)> breakIt;
};

BayIntent& anyBay(ConnectivityIntent& intent, std::mt19937& random) {
    return intent.bays[random() % intent.bays.size()];
}

NetworkIntent& mapped(ConnectivityIntent& intent, std::mt19937& random) { // not one with ports of its own
    return intent.networks[2 + random() % (intent.networks.size() - 2)];
}

const Mutation mutations[] = {
    {"VC-RULE-CONNECTIONS", [](auto& i, auto& r) { anyBay(i, r).flexNics.resize(9); }},
    {"VC-RULE-CONNECTIONS", [](auto& i, auto& r) { anyBay(i, r).flexNics.clear(); }},
    {"VC-RULE-PXE",
     [](auto& i, auto& r) {
         for (auto& nic : anyBay(i, r).flexNics) {
             nic = FlexNicIntent{};
         }
     }},
    {"VC-RULE-PXE", [](auto& i, auto&) { i.networks[2].pxe = false; }},
    {"VC-RULE-VLAN-RANGE", [](auto& i, auto& r) { mapped(i, r).vlan = 4095 + static_cast<int>(r() % 100); }},
    {"VC-RULE-VLAN-UNIQUE", [](auto& i, auto&) { i.networks[4].vlan = i.networks[2].vlan; }},
    {"VC-RULE-NATIVE",
     [](auto& i, auto&) {
         i.networks[3].native = true;
         i.networks[5].native = true;
     }},
    {"VC-RULE-DUPLICATE", [](auto& i, auto& r) { i.networks.push_back(mapped(i, r)); }},
    {"VC-RULE-DUPLICATE", [](auto& i, auto&) { i.bays[1].bay = i.bays[0].bay; }},
    {"VC-RULE-NAME", [](auto& i, auto& r) { anyBay(i, r).profile = "a b"; }},
    {"VC-RULE-UNKNOWN-NETWORK", [](auto& i, auto& r) { anyBay(i, r).flexNics[0] = {"NONE"}; }},
    {"VC-RULE-PORT-NETWORK",
     [](auto& i, auto& r) {
         auto& nics = anyBay(i, r).flexNics;
         nics.resize(3);
         nics[0] = {"NET1"};
         nics[2] = {"NET1"};
     }},
    {"VC-RULE-SPEED", [](auto& i, auto& r) { anyBay(i, r).flexNics[0].speedMb = 150; }},
    {"VC-RULE-SPEED",
     [](auto& i, auto& r) {
         auto& nics = anyBay(i, r).flexNics;
         nics.resize(3);
         nics[0].speedMb = 9000;
         nics[2].speedMb = 9000;
     }},
    {"VC-RULE-UPLINK", [](auto& i, auto&) { i.uplinkSets[1].ports.clear(); }},
    {"VC-RULE-UPLINK", [](auto& i, auto& r) { mapped(i, r).uplinkSet = "NONE"; }},
    {"VC-RULE-LAG",
     [](auto& i, auto&) {
         i.uplinkSets[0] = {"A", {{"enc0:1:X9", 1000}, {"enc0:1:X10", 10000}}};
     }},
    {"VC-RULE-MAC-POOL", [](auto& i, auto&) { i.macPool = 0; }},
    {"VC-RULE-BAY", [](auto& i, auto& r) { anyBay(i, r).bay = 17; }},
    {"VC-RULE-TUNNEL", [](auto& i, auto& r) { mapped(i, r).tunnel = true; }},
    {"VC-RULE-NETWORK-SPEED", [](auto& i, auto& r) { mapped(i, r).preferredMb = 10100; }},
    {"VC-RULE-MTU", [](auto& i, auto& r) { mapped(i, r).mtu = 100; }},
    {"VC-RULE-ACCESS-GROUP", [](auto& i, auto& r) { anyBay(i, r).accessGroup = "NONE"; }},
    {"VC-RULE-SERVER-VLAN",
     [](auto& i, auto& r) {
         anyBay(i, r).flexNics[0] = {"", 0, {"NET1"}, "NET2"};
     }},
    {"VC-RULE-NETWORK-LIMIT", [](auto& i, auto&) { addNetworks(i, 1000); }},
    {"VC-RULE-UNUSED",
     [](auto& i, auto& r) {
         auto& bay = anyBay(i, r);
         i.unusedMustBeHidden = true;
         bay.hideUnused = false;
         bay.flexNics.resize(std::min<std::size_t>(bay.flexNics.size(), 7));
     }},
};

TEST(Compile, noneOfTenThousandSitesIsTakenWhenItBreaksARule) {
    for (unsigned seed = 0; seed < 10000 && !HasFailure(); ++seed) {
        auto intent = test::randomLayout(seed);
        ASSERT_TRUE(checkIntent(intent).empty()) << seed << ": " << toSentence(compile(intent).error());
        std::mt19937 random(seed);
        const auto& mutation = mutations[random() % std::size(mutations)];
        mutation.breakIt(intent, random);
        const auto found = checkIntent(intent);
        const auto named = std::find_if(found.begin(), found.end(),
                                        [&](const RuleViolation& v) { return v.rule == mutation.rule; });
        ASSERT_NE(named, found.end()) << seed << " " << mutation.rule;
        EXPECT_FALSE(named->object.empty() || named->message.empty());
        const auto domain = compile(intent);
        ASSERT_FALSE(domain) << seed << " " << mutation.rule;
        EXPECT_NE((domain.error().id + " " + domain.error().cause).find(mutation.rule), std::string::npos);
        EXPECT_NE((domain.error().object + " " + domain.error().cause).find(named->object),
                  std::string::npos);
    }
}

TEST(Compile, simpleRandomIntentsObeyTheRules) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        const auto found = checkIntent(test::randomIntent(seed));
        ASSERT_TRUE(found.empty()) << seed << ": " << found[0].rule << " " << found[0].object << " "
                                   << found[0].message;
    }
}

TEST(Compile, connectionsBecomeFlexNicsInTheOrderOfTheGuide) {
    const char* names[] = {"LOM:1-a", "LOM:2-a", "LOM:1-b", "LOM:2-b",
                           "LOM:1-c", "LOM:2-c", "LOM:1-d", "LOM:2-d"};
    for (int i = 1; i <= 8; ++i) {
        EXPECT_EQ(flexNicName(i), names[i - 1]);
    }
}

} // namespace
} // namespace seedbed::vc
