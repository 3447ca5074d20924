// SPDX-License-Identifier: GPL-3.0-or-later
#include "vc-config/plan/plan.hpp"

#include <gtest/gtest.h>

#include "tests/unit/support/fake_vc.hpp"
#include "tests/unit/support/random_intent.hpp"
#include "vc-config/compile/compile.hpp"
#include "vc-config/text/vc_text.hpp"

namespace seedbed::vc {
namespace {

VcDomain desiredOf(unsigned seed) {
    auto intent = test::randomIntent(seed);
    intent.macPool = 7; // it cannot change while there are profiles
    return compile(intent).value();
}

Result<VcDomain> readFrom(test::FakeVc& device) {
    DomainReplies replies;
    for (const auto& query : queries()) {
        replies.*query.reply = device.answer(std::string(query.command));
    }
    return parseDomain(replies);
}

void applyTo(test::FakeVc& device, const VcPlan& made) {
    for (const auto& command : made.commands) {
        const auto text = toCommand(command.operation);
        const auto done = checkChanged(device.answer(text), text);
        ASSERT_TRUE(done) << text << ": " << toSentence(done.error());
    }
}

TEST(Plan, ofAnEqualPairIsEmpty) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        const auto domain = desiredOf(seed);
        const auto made = plan(domain, domain);
        ASSERT_TRUE(made);
        EXPECT_TRUE(made->empty()) << seed << ": " << toCommand(made->commands[0].operation);
        EXPECT_TRUE(made->foreign.empty());
    }
}

// From nothing, and from any other layout: the device obeys each command, and the second plan is empty.
TEST(Plan, appliedLeavesNothingToDo) {
    for (unsigned seed = 0; seed < 400; ++seed) {
        test::FakeVc device;
        for (const unsigned step : {seed, seed + 1000, seed + 2000}) {
            const auto desired = desiredOf(step);
            auto actual = readFrom(device);
            ASSERT_TRUE(actual) << toSentence(actual.error());
            auto made = plan(desired, *actual);
            if (!made) { // a profile of the layout before, which is not in this one, holds a bay
                EXPECT_EQ(made.error().id, "VC-BAY-HELD") << toSentence(made.error());
                break;
            }
            ASSERT_NO_FATAL_FAILURE(applyTo(device, *made)) << "seed " << seed;
            actual = readFrom(device);
            ASSERT_TRUE(actual) << toSentence(actual.error());
            auto again = plan(desired, *actual);
            ASSERT_TRUE(again) << toSentence(again.error());
            EXPECT_TRUE(again->empty()) << "seed " << seed << ": " << toCommand(again->commands[0].operation);
        }
    }
}

// A blade that the plan does not name may stay on.
TEST(Plan, namesEveryBladeThatMustBeOff) {
    int compared = 0;
    for (unsigned seed = 0; seed < 300; ++seed) {
        test::FakeVc device;
        applyTo(device, *plan(desiredOf(seed), *readFrom(device)));
        const auto made = plan(desiredOf(seed + 5000), *readFrom(device));
        if (!made) {
            continue;
        }
        ++compared;
        const auto off = made->baysThatMustBeOff();
        for (int bay = 1; bay <= 8; ++bay) {
            if (std::find(off.begin(), off.end(), bay) == off.end()) {
                device.poweredOn.insert(bay);
            }
        }
        ASSERT_NO_FATAL_FAILURE(applyTo(device, *made)) << "seed " << seed;
    }
    EXPECT_GT(compared, 50);
}

class PlanOfOne : public testing::Test {
protected:
    PlanOfOne() {
        desired_.name = "seedbed";
        desired_.macPool = MacPool{3};
        desired_.uplinkSets = {{"US", {{"enc0:1:X1"}}}};
        desired_.networks = {{"BOOT", "US", 10, true, false}, {"MGMT", "US", 20, false, false}};
        Connection boot{"BOOT", Pxe::enabled, SpeedType::automatic, 0};
        Connection mgmt{"MGMT", Pxe::disabled, SpeedType::automatic, 0};
        desired_.profiles = {{"seedbed-bay1", 1, {boot, mgmt}}};
        actual_ = desired_;
    }
    std::vector<std::string> commands() {
        auto made = plan(desired_, actual_);
        EXPECT_TRUE(made) << toSentence(made.error());
        std::vector<std::string> texts;
        for (const auto& command : made->commands) {
            texts.push_back(toCommand(command.operation));
        }
        off_ = made->baysThatMustBeOff();
        made_ = std::move(*made);
        return texts;
    }
    using Texts = std::vector<std::string>;
    VcDomain desired_;
    VcDomain actual_;
    VcPlan made_;
    std::vector<BayNumber> off_;
};

TEST_F(PlanOfOne, fromAnEmptyDomainInOrder) {
    actual_ = VcDomain{};
    actual_.enclosureImported = false;
    const Texts expected{
        "import enclosure",
        "set domain Name=seedbed MacType=VC-Defined MacPool=3",
        "add uplinkset US",
        "add uplinkport enc0:1:X1 UplinkSet=US Speed=Auto",
        "add network BOOT -quiet UplinkSet=US VLanID=10 State=Enabled Private=Disabled NativeVLAN=Enabled",
        "add network MGMT -quiet UplinkSet=US VLanID=20 State=Enabled Private=Disabled",
        "add profile seedbed-bay1 -nodefaultenetconn",
        "add enet-connection seedbed-bay1 Network=BOOT pxe=enabled SpeedType=auto",
        "add enet-connection seedbed-bay1 Network=MGMT pxe=disabled SpeedType=auto",
        "assign profile seedbed-bay1 enc0:1"};
    EXPECT_EQ(commands(), expected);
    EXPECT_EQ(off_, std::vector<BayNumber>{1});
}

TEST_F(PlanOfOne, aNetworkChangeLeavesTheBladeOn) {
    actual_.profiles[0].connections[1].network = "";
    actual_.profiles[0].connections[1].speed = SpeedType::preferred;
    EXPECT_EQ(commands(), (Texts{"set enet-connection seedbed-bay1 2 Network=MGMT SpeedType=auto"}));
    EXPECT_TRUE(off_.empty());
    ASSERT_EQ(made_.commands[0].changes.size(), 2U);
    EXPECT_EQ(made_.commands[0].changes[0].field, "network");
    EXPECT_EQ(made_.commands[0].changes[0].before, "");
    EXPECT_EQ(made_.commands[0].changes[0].after, "MGMT");
    EXPECT_EQ(made_.commands[0].object, "profile seedbed-bay1 connection 2 (LOM:2-a)");
}

TEST_F(PlanOfOne, aBootChangeNeedsTheBladeOffAndSaysWhy) {
    std::swap(actual_.profiles[0].connections[0].pxe, actual_.profiles[0].connections[1].pxe);
    EXPECT_EQ(commands(), (Texts{"set enet-connection seedbed-bay1 2 pxe=disabled",
                                 "set enet-connection seedbed-bay1 1 pxe=enabled"}));
    EXPECT_EQ(off_, std::vector<BayNumber>{1});
    EXPECT_FALSE(made_.commands[0].reason.empty());
}

TEST_F(PlanOfOne, vlansChangePlacesThroughAFreeOne) {
    std::swap(actual_.networks[0].vlan, actual_.networks[1].vlan);
    const auto texts = commands();
    ASSERT_EQ(texts.size(), 3U);
    EXPECT_NE(texts[0].find("VLanID=4094"), std::string::npos) << texts[0];
}

TEST_F(PlanOfOne, foreignThingsAreReportedAndStay) {
    actual_.networks.push_back({"THEIRS", "US", 99, false, false});
    actual_.profiles.push_back({"theirs", 5, {}});
    actual_.uplinkSets[0].ports.push_back({"enc0:1:X9"});
    EXPECT_TRUE(commands().empty());
    EXPECT_EQ(made_.foreign,
              (Texts{"network THEIRS", "profile theirs", "uplink port enc0:1:X9 of uplink set US"}));
}

TEST_F(PlanOfOne, whoHoldsWhatIsNeededIsNamed) {
    struct Row {
        const char* id;
        const char* holder;
        std::function<void(VcDomain&)> take;
    };
    const Row rows[] = {
        {"VC-BAY-HELD", "theirs",
         [](VcDomain& d) {
             d.profiles[0] = {"theirs", 1, {}};
         }},
        {"VC-PORT-HELD", "OTHER",
         [](VcDomain& d) {
             d.uplinkSets = {{"OTHER", {{"enc0:1:X1"}}}};
         }},
        {"VC-VLAN-HELD", "THEIRS",
         [](VcDomain& d) {
             d.networks[1] = {"THEIRS", "US", 20, false, false};
         }},
        {"VC-NATIVE-HELD", "THEIRS",
         [](VcDomain& d) {
             d.networks[0] = {"THEIRS", "US", 77, true, false};
         }},
        {"VC-POOL-HELD", "pool 9", [](VcDomain& d) { d.macPool = MacPool{9}; }},
        {"VC-NETWORK-ELSEWHERE", "OTHER", [](VcDomain& d) { d.networks[0].uplinkSet = "OTHER"; }},
    };
    for (const auto& row : rows) {
        auto taken = actual_;
        row.take(taken);
        const auto made = plan(desired_, taken);
        ASSERT_FALSE(made) << row.id;
        EXPECT_EQ(made.error().id, row.id);
        EXPECT_NE(made.error().cause.find(row.holder), std::string::npos) << made.error().cause;
    }
}

TEST_F(PlanOfOne, idleConnectionsAtTheEndMeanNothing) {
    actual_.profiles[0].connections.push_back({"", Pxe::disabled, SpeedType::preferred, 0});
    EXPECT_TRUE(commands().empty());
    actual_.profiles[0].connections[2].pxe = Pxe::enabled;
    EXPECT_EQ(commands(), (Texts{"set enet-connection seedbed-bay1 3 pxe=disabled"}));
}

TEST_F(PlanOfOne, aPoolThatCannotBeReadIsANote) {
    actual_.macPool.reset();
    EXPECT_TRUE(commands().empty());
    EXPECT_EQ(made_.notes.size(), 1U);
}

TEST_F(PlanOfOne, aWantedDomainThatContradictsItselfHasNoPlan) {
    desired_.networks[1].vlan = 10;
    actual_ = VcDomain{};
    const auto made = plan(desired_, actual_);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().id, "VC-PLAN-INPUT");
}

TEST_F(PlanOfOne, undoGoesBackToWhereItStarted) {
    for (unsigned seed = 0; seed < 100; ++seed) {
        const auto start = desiredOf(seed);
        const auto made = plan(desiredOf(seed + 7000), start);
        if (!made) {
            continue;
        }
        VcDomain domain = start;
        bool undoable = true;
        for (const auto& command : made->commands) {
            undoable = undoable && command.undo.has_value();
            takeEffect(domain, command.operation);
        }
        if (!undoable) {
            continue;
        }
        for (auto command = made->commands.rbegin(); command != made->commands.rend(); ++command) {
            takeEffect(domain, *command->undo);
        }
        EXPECT_EQ(domain, start) << seed;
    }
}

TEST(LeftOn, whatBuildsOnACommandThatIsLeftOutIsLeftOutToo) {
    VcPlan made;
    made.commands = {{AddNetwork{{"TENANT"}}, {}, "network TENANT", {}, {}, {}},
                     {AddConnection{"P3", 1, {}}, {}, "profile P3 connection 1", {}, {3}, "on"},
                     {AddMapping{"P3", 1, {"TENANT", 12, false}}, {}, "profile P3 connection 1", {}, {}, {}},
                     {AssignProfile{"P4", 4}, {}, "profile P4", {}, {4}, "on"}};
    made.leaveOn({3});
    ASSERT_EQ(made.commands.size(), 2U);
    EXPECT_EQ(made.commands[0].object, "network TENANT");
    EXPECT_EQ(made.commands[1].object, "profile P4");
    made.leaveOn({});
    EXPECT_EQ(made.commands.size(), 2U);
}

} // namespace
} // namespace seedbed::vc
