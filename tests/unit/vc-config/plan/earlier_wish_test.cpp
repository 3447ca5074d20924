// SPDX-License-Identifier: GPL-3.0-or-later
// What Seedbed made under an earlier site file goes when the site no longer asks for it; what was there
// before, or is others', stays.
#include <gtest/gtest.h>

#include "tests/unit/support/random_layout.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/plan/drift.hpp"
#include "vc-config/plan/plan.hpp"
#include "vc-config/text/vc_text.hpp"

namespace seedbed::vc {
namespace {

using Texts = std::vector<std::string>;

class EarlierWish : public testing::Test {
protected:
    EarlierWish() {
        arrival_.domain.name = "seedbed";
        arrival_.domain.uplinkSets = {{"US", {{"enc0:1:X9"}}}};
        arrival_.domain.networks = {{"THEIRS", "US", 50}};
        wished_ = arrival_.domain;
        wished_.uplinkSets[0].ports.push_back({"enc0:1:X1"});
        wished_.networks = {{"BOOT", "US", 10, true}, {"TENANT", "US", 12}};
        wished_.profiles = {{"seedbed-bay1", 1, {{"BOOT", Pxe::enabled}, {"TENANT"}}}};
        arrival_.ours = wished_;
        actual_ = wished_;
        actual_.networks.push_back(arrival_.domain.networks[0]);
    }
    Texts commands() {
        const auto made = plan(wished_, actual_, &arrival_);
        if (!made) {
            return {made.error().id};
        }
        Texts texts;
        for (const auto& command : made->commands) {
            texts.push_back(toCommand(command.operation));
            takeEffect(actual_, command.operation);
        }
        const auto again = plan(wished_, actual_, &arrival_);
        EXPECT_TRUE(again && again->empty());
        EXPECT_TRUE(drift(wished_, actual_, {}, &arrival_).empty());
        return texts;
    }
    Arrival arrival_;
    VcDomain wished_, actual_;
};

TEST_F(EarlierWish, aNetworkUnderANewNameTakesItsVlan) {
    wished_.networks[1].name = "TENANT2";
    wished_.profiles[0].connections[1].network = "TENANT2";
    EXPECT_EQ(commands(),
              (Texts{"set enet-connection seedbed-bay1 2 Network=\"\"", "remove network TENANT",
                     "add network TENANT2 -quiet UplinkSet=US VLanID=12 State=Enabled Private=Disabled",
                     "set enet-connection seedbed-bay1 2 Network=TENANT2"}));
}

TEST_F(EarlierWish, anUplinkPortGoesAndTheOneThatWasThereStays) {
    wished_.uplinkSets[0].ports[1].port = "enc0:1:X2";
    EXPECT_EQ(commands(),
              (Texts{"add uplinkport enc0:1:X2 UplinkSet=US Speed=Auto", "remove uplinkport enc0:1:X1"}));
}

TEST_F(EarlierWish, aPortThatItGaveToASetOfOthersIsFree) {
    wished_.uplinkSets = {{"OURS", {{"enc0:1:X1"}}}};
    wished_.networks = {{"OTHER", "OURS", 10, true}};
    wished_.profiles[0].connections = {{"OTHER", Pxe::enabled}, {}};
    const auto texts = commands();
    EXPECT_EQ(std::count(texts.begin(), texts.end(), "remove uplinkport enc0:1:X1"), 1);
    EXPECT_EQ(actual_.uplinkSet("US")->ports, arrival_.domain.uplinkSets[0].ports);
    EXPECT_NE(actual_.network("THEIRS"), nullptr);
    EXPECT_EQ(actual_.network("TENANT"), nullptr);
}

TEST_F(EarlierWish, whatWasThereOnArrivalStaysThoughItWasWishedFor) {
    arrival_.domain.networks.push_back({"TENANT", "US", 12});
    wished_.networks.pop_back();
    wished_.profiles[0].connections.pop_back();
    wished_.profiles[0].connections.push_back({});
    EXPECT_EQ(commands(), (Texts{"set enet-connection seedbed-bay1 2 Network=\"\""}));
    EXPECT_NE(actual_.network("TENANT"), nullptr);
}

TEST_F(EarlierWish, aNetworkThatOthersUseKeepsItsVlan) {
    actual_.profiles.push_back({"theirs", 8, {{"TENANT"}}});
    wished_.networks[1].name = "TENANT2";
    wished_.profiles[0].connections[1].network = "TENANT2";
    EXPECT_EQ(commands(), Texts{"VC-VLAN-HELD"});
}

TEST_F(EarlierWish, aBayThatIsNoLongerOfTheSiteLosesItsProfile) {
    wished_.profiles.clear();
    const auto made = plan(wished_, actual_, &arrival_);
    ASSERT_TRUE(made) << toSentence(made.error());
    EXPECT_EQ(made->baysThatMustBeOff(), std::vector<BayNumber>{1});
    EXPECT_TRUE(plan(wished_, actual_)->empty()) << "nothing was ours";
}

// One site after the other, on what the customer had: nothing is left of the first, all of the customer's is.
TEST_F(EarlierWish, ofManySitesNothingIsLeftBehind) {
    for (unsigned seed = 0; seed < 500 && !HasFailure(); ++seed) {
        SCOPED_TRACE(seed);
        const auto first = compile(test::randomLayout(seed, 2)).value();
        Arrival arrival{VcDomain{}, first};
        arrival.domain.name = "customer";
        arrival.domain.macPool = first.macPool;
        actual_ = arrival.domain;
        const auto before = plan(first, actual_);
        ASSERT_TRUE(before) << toSentence(before.error());
        for (const auto& command : before->commands) {
            takeEffect(actual_, command.operation);
        }
        auto second = first;
        const auto renamed = second.networks.back().name;
        second.networks.back().name = "RENAMED";
        for (auto& group : second.accessGroups) {
            std::replace(group.networks.begin(), group.networks.end(), renamed, std::string("RENAMED"));
        }
        for (auto& profile : second.profiles) {
            for (auto& connection : profile.connections) {
                connection.network = connection.network == renamed ? "RENAMED" : connection.network;
                for (auto& mapped : connection.map) {
                    mapped.network = mapped.network == renamed ? "RENAMED" : mapped.network;
                }
            }
        }
        const auto made = plan(second, actual_, &arrival);
        ASSERT_TRUE(made) << toSentence(made.error());
        for (const auto& command : made->commands) {
            takeEffect(actual_, command.operation);
        }
        EXPECT_EQ(actual_.network(renamed), nullptr);
        EXPECT_EQ(sorted(actual_).networks, sorted(second).networks);
        EXPECT_TRUE(drift(second, actual_, {}, &arrival).empty());
    }
}

TEST(Pending, isNoCommandAndYetSomethingToDo) {
    VcDomain domain;
    domain.name = "seedbed";
    domain.profiles = {{"seedbed-bay1", 1, {}}, {"seedbed-bay2", 2, {}}};
    auto actual = domain;
    actual.profiles[1].pending.value = true;
    auto made = plan(domain, actual);
    ASSERT_TRUE(made);
    EXPECT_FALSE(made->empty());
    EXPECT_TRUE(made->commands.empty());
    ASSERT_EQ(made->pending.size(), 1U);
    EXPECT_EQ(made->pending[0].profile, "seedbed-bay2");
    EXPECT_EQ(made->baysThatMustBeOff(), std::vector<BayNumber>{2});
    made->leaveOn({2});
    EXPECT_TRUE(made->empty());
    EXPECT_TRUE(planRollback(domain, actual, domain)->empty()) << "it was so on arrival";
}

TEST(Hiding, thatCouldNotBeReadIsNoted) {
    VcDomain domain;
    domain.name = "seedbed";
    domain.profiles = {{"seedbed-bay1", 1, {{}}}, {"seedbed-bay2", 2, {{}}}};
    auto actual = domain;
    for (auto& profile : actual.profiles) {
        profile.hideUnused.reset();
    }
    const auto made = plan(domain, actual);
    ASSERT_TRUE(made);
    EXPECT_TRUE(made->empty());
    EXPECT_EQ(made->notes.size(), 1U);
    for (auto* side : {&domain, &actual}) {
        for (auto& profile : side->profiles) {
            profile.connections.resize(mostConnections); // none is unused
        }
    }
    EXPECT_TRUE(plan(domain, actual)->notes.empty());
}

} // namespace
} // namespace seedbed::vc
