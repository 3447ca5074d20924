// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include "vc-config/plan/plan.hpp"
#include "vc-config/text/vc_text.hpp"

namespace seedbed::vc {
namespace {

using Texts = std::vector<std::string>;

class Rollback : public testing::Test {
protected:
    Rollback() {
        saved_.name = "customer";
        saved_.macPool = MacPool{1};
        saved_.uplinkSets = {{"THEIRS", {{"enc0:1:X9"}}}};
        saved_.networks = {{"OLD", "THEIRS", 50}};
        saved_.profiles = {{"theirs", 8, {{"OLD"}}}};
        ours_.name = "seedbed";
        ours_.uplinkSets = {{"US", {{"enc0:1:X1"}}}};
        ours_.networks = {{"BOOT", "US", 10, true}};
        ours_.accessGroups = {{"G", {"BOOT"}}};
        Connection boot{"BOOT", Pxe::enabled, SpeedType::automatic, 0};
        ours_.profiles = {{"seedbed-bay1", 1, {boot}, "G"}};
        actual_ = saved_;
        const auto made = plan(ours_, actual_).value();
        for (const auto& command : made.commands) {
            takeEffect(actual_, command.operation);
        }
    }
    Texts commands() {
        made_ = planRollback(saved_, actual_, ours_).value();
        Texts texts;
        for (const auto& command : made_.commands) {
            texts.push_back(toCommand(command.operation));
            takeEffect(actual_, command.operation);
        }
        return texts;
    }
    VcDomain saved_, ours_, actual_;
    VcPlan made_;
};

TEST_F(Rollback, takesOursAwayInOrderAndLeavesTheirs) { // E-14
    EXPECT_EQ(commands(),
              (Texts{"unassign profile seedbed-bay1", "remove profile seedbed-bay1",
                     "set domain Name=customer", "remove network-access-group G", "remove network BOOT",
                     "remove uplinkport enc0:1:X1", "remove uplinkset US"}));
    EXPECT_EQ(made_.baysThatMustBeOff(), std::vector<BayNumber>{1});
    EXPECT_FALSE(made_.commands[0].reason.empty());
    EXPECT_EQ(sorted(actual_), sorted(saved_));
    EXPECT_TRUE(commands().empty());
}

TEST_F(Rollback, whatOthersAddedMeanwhileStays) {
    actual_.networks.push_back({"LATER", "US", 99});
    actual_.profiles.push_back({"later", 5, {{"BOOT"}}});
    const auto texts = commands();
    EXPECT_EQ(texts, (Texts{"unassign profile seedbed-bay1", "remove profile seedbed-bay1",
                            "set domain Name=customer", "remove network-access-group G"}));
    EXPECT_EQ(made_.foreign, (Texts{"network LATER", "profile later"}));
    EXPECT_EQ(made_.notes, (Texts{"network BOOT stays, profile later is on it",
                                  "uplink set US stays, networks of others are on it"}));
}

TEST_F(Rollback, aDomainThatWasNotThereIsDeleted) {
    actual_ = ours_;
    saved_ = VcDomain{};
    saved_.enclosureImported = false;
    EXPECT_EQ(commands(), (Texts{"unassign profile seedbed-bay1", "delete domain -quiet"}));
    EXPECT_FALSE(actual_.enclosureImported);
    EXPECT_TRUE(commands().empty());
}

TEST_F(Rollback, butNotWithWhatOthersPutIntoIt) {
    actual_ = ours_;
    actual_.networks.push_back({"LATER", "US", 99});
    saved_ = VcDomain{};
    saved_.enclosureImported = false;
    const auto texts = commands();
    EXPECT_EQ(texts, (Texts{"unassign profile seedbed-bay1", "remove profile seedbed-bay1",
                            "remove network-access-group G", "remove network BOOT"}));
    EXPECT_EQ(made_.foreign, Texts{"network LATER"});
}

TEST_F(Rollback, connectionsThatWereAddedGo) {
    saved_ = ours_;
    actual_ = ours_;
    Connection more;
    more.map = {{"BOOT", 10, false}};
    actual_.profiles[0].connections.push_back(more);
    EXPECT_EQ(commands(),
              (Texts{"remove server-port-map seedbed-bay1:2 BOOT", "remove enet-connection seedbed-bay1"}));
    EXPECT_EQ(made_.baysThatMustBeOff(), std::vector<BayNumber>{1});
}

TEST_F(Rollback, expandedVlanCapacityCannotBeTurnedBack) {
    saved_ = ours_;
    saved_.vlanCapacity = VlanCapacity::legacy;
    actual_ = ours_;
    actual_.vlanCapacity = VlanCapacity::expanded;
    EXPECT_TRUE(commands().empty());
    EXPECT_EQ(made_.notes.size(), 1U);
}

} // namespace
} // namespace seedbed::vc
