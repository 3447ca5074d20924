// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/drift.hpp"

#include <gtest/gtest.h>

#include <functional>

#include "tests/unit/support/random_layout.hpp"
#include "vc-config/compile/compile.hpp"

namespace seedbed::vc {
namespace {

VcDomain left() {
    VcDomain domain;
    domain.name = "seedbed";
    domain.macPool = MacPool{3};
    domain.uplinkSets = {{"US", {{"enc0:1:X1"}}}};
    domain.networks = {{"BOOT", "US", 10, true}, {"TENANT", "US", 20}};
    domain.accessGroups = {{"G", {"BOOT", "TENANT"}}};
    Connection boot{"BOOT", Pxe::enabled, SpeedType::custom, 1000};
    Connection tenant{"TENANT", Pxe::disabled, SpeedType::automatic, 0};
    domain.profiles = {{"seedbed-bay1", 1, {boot, tenant}}};
    return domain;
}

struct Change {
    std::function<void(VcDomain&)> make;
    Difference expected;
};

TEST(Drift, namesWhatChanged) { // E-15
    const Change changes[] = {
        {[](auto& d) { d.networks[1].vlan = 21; }, {"network TENANT", "VLAN", "20", "21"}},
        {[](auto& d) { d.networks.pop_back(); }, {"network TENANT", "exists", "yes", "no"}},
        {[](auto& d) { d.networks[1].maximumMb = 1000; },
         {"network TENANT", "maximum speed", "unrestricted", "1 Gb"}},
        {[](auto& d) { d.networks[1].smartLink = true; }, {"network TENANT", "smart link", "no", "yes"}},
        {[](auto& d) { d.profiles[0].connections[0].speedMb = 500; },
         {"profile seedbed-bay1 connection 1 (LOM:1-a)", "speed", "1 Gb", "500 Mb"}},
        {[](auto& d) { d.profiles[0].connections[1].network = ""; },
         {"profile seedbed-bay1 connection 2 (LOM:2-a)", "network", "TENANT", ""}},
        {[](auto& d) {
             d.profiles[0].connections[1].map = {{"BOOT", 10, false}};
         },
         {"profile seedbed-bay1 connection 2 (LOM:2-a)", "VLAN map", "", "BOOT 10"}},
        {[](auto& d) { d.profiles[0].connections.pop_back(); },
         {"profile seedbed-bay1 connection 2 (LOM:2-a)", "exists", "yes", "no"}},
        {[](auto& d) { d.profiles[0].pending.value = true; },
         {"profile seedbed-bay1", "status", "in effect", "pending, until its blade has been off"}},
        {[](auto& d) { d.profiles[0].bay.reset(); }, {"profile seedbed-bay1", "bay", "1", ""}},
        {[](auto& d) { d.profiles[0].accessGroup = "G"; },
         {"profile seedbed-bay1", "network access group", "Default", "G"}},
        {[](auto& d) { d.profiles[0].hideUnused = false; },
         {"profile seedbed-bay1", "unused FlexNICs", "hidden", "shown"}},
        {[](auto& d) { d.accessGroups[0].networks.pop_back(); },
         {"network access group G", "networks", "BOOT, TENANT", "BOOT"}},
        {[](auto& d) { d.uplinkSets[0].ports[0].port = "enc0:1:X2"; },
         {"uplink port enc0:1:X1", "used by", "uplink set US", ""}},
        {[](auto& d) { d.uplinkSets[0].ports[0].speedMb = 1000; },
         {"uplink port enc0:1:X1", "speed", "auto", "1 Gb"}},
        {[](auto& d) { d.uplinkSets[0].mode = ConnectionMode::failover; },
         {"uplink set US", "connection mode", "auto", "failover"}},
        {[](auto& d) { d.name = "other"; }, {"domain", "name", "seedbed", "other"}},
        {[](auto& d) { d.enclosureImported = false; }, {"enclosure enc0", "imported", "yes", "no"}},
    };
    for (const auto& change : changes) {
        auto found = left();
        change.make(found);
        const auto seen = drift(left(), found);
        ASSERT_EQ(seen.differences.size(), 1U) << toSentence(change.expected);
        EXPECT_EQ(seen.differences[0], change.expected) << toSentence(seen.differences[0]);
    }
}

TEST(Drift, nothingDiffersFromItself) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        const auto domain = compile(test::randomLayout(seed)).value();
        EXPECT_TRUE(drift(domain, domain).empty()) << seed;
        EXPECT_TRUE(drift(domain, sorted(domain)).empty()) << seed;
        EXPECT_TRUE(drift(domain, domain).notes.empty()) << seed;
    }
}

TEST(Drift, additionsOfOthersAreNotes) {
    auto found = left();
    found.networks.push_back({"THEIRS", "US", 99});
    found.profiles.push_back({"theirs", 5, {}});
    found.accessGroups.push_back({"THEIRS", {"THEIRS"}});
    const auto seen = drift(left(), found);
    EXPECT_TRUE(seen.empty());
    EXPECT_EQ(seen.notes,
              (std::vector<std::string>{"network THEIRS", "network access group THEIRS", "profile theirs"}));
}

TEST(Drift, aMovedCableIsNamedWithThePortItIsIn) {
    std::vector<UplinkPort> uplinks{{"enc0:1:X1", "Linked (Active) (1Gb/Full)", "SFP-RJ45", true, 1000},
                                    {"enc0:1:X2", "Not Linked", "SFP-RJ45", false, 0}};
    EXPECT_TRUE(drift(left(), left(), uplinks).empty());
    uplinks[0].linked = false;
    uplinks[0].status = "Not Linked";
    uplinks[1].linked = true;
    const auto seen = drift(left(), left(), uplinks);
    ASSERT_EQ(seen.differences.size(), 1U);
    EXPECT_EQ(
        toSentence(seen.differences[0]),
        "uplink port enc0:1:X1: link: linked wanted, Not Linked; enc0:1:X2 has a link and no use found");
}

TEST(Drift, twoMovedCablesAreNotBothInOnePort) {
    auto domain = left();
    domain.uplinkSets[0].ports = {{"enc0:1:X1"}, {"enc0:1:X2"}};
    domain.networks.push_back({.name = "PLAIN", .ports = {{"enc0:1:X3"}}});
    std::vector<UplinkPort> uplinks;
    for (int port = 1; port <= 5; ++port) {
        uplinks.push_back({"enc0:1:X" + std::to_string(port), port > 3 ? "Linked" : "Not Linked", "SFP-SR",
                           port > 3, 10000});
    }
    const auto seen = drift(domain, domain, uplinks);
    ASSERT_EQ(seen.differences.size(), 3U);
    EXPECT_EQ(seen.differences[0].found, "Not Linked; enc0:1:X4 has a link and no use");
    EXPECT_EQ(seen.differences[1].found, "Not Linked; enc0:1:X5 has a link and no use");
    EXPECT_EQ(seen.differences[2].found, "Not Linked");
}

TEST(Drift, whatIsLeftOfAnEarlierWishIsOurs) {
    auto found = left();
    found.networks.push_back({"OLD", "US", 99});
    found.networks.push_back({"THEIRS", "US", 98});
    found.uplinkSets[0].ports.push_back({"enc0:1:X7"});
    Arrival arrival{VcDomain{}, left()};
    arrival.ours.networks.push_back({"OLD", "US", 99});
    arrival.ours.uplinkSets[0].ports.push_back({"enc0:1:X7"});
    const auto seen = drift(left(), found, {}, &arrival);
    EXPECT_EQ(seen.differences,
              (std::vector<Difference>{{"network OLD", "exists", "no", "yes, from an earlier site file"},
                                       {"uplink port enc0:1:X7 of uplink set US", "exists", "no",
                                        "yes, from an earlier site file"}}));
    EXPECT_EQ(seen.notes, std::vector<std::string>{"network THEIRS"});
    EXPECT_EQ(drift(left(), found).notes.size(), 3U) << "nothing was ours";
}

TEST(Drift, saysWhatCouldNotBeCompared) {
    auto found = left();
    found.profiles[0].hideUnused.reset();
    const auto seen = drift(left(), found);
    EXPECT_TRUE(seen.empty());
    ASSERT_EQ(seen.notes.size(), 1U);
    EXPECT_NE(seen.notes[0].find("could not be read"), std::string::npos);
}

} // namespace
} // namespace seedbed::vc
