// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/compile/compile.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/support/random_intent.hpp"

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
        {"VC-RULE-DUPLICATE", "uplink port enc0:1:X1", [](auto& i) { i.uplinkSets[0].ports.push_back({"enc0:1:X1"}); }},
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
        {"VC-RULE-BAY", "bay17", [](auto& i) { i.bays[1].bay = 17; }},
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

TEST(Compile, randomIntentsObeyTheRules) {
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
