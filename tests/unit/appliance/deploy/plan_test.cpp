// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/deploy/plan.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "vc-config/plan/plan.hpp"

namespace seedbed {
namespace {

SiteSpec site() {
    SiteSpec spec;
    spec.name = "lab";
    spec.pack = "spine";
    spec.text = "site: lab\n";
    spec.bays = {1, 3};
    spec.provisioning.name = "provisioning";
    spec.uplinkSets = {{"datacentre", {{"enc0:1:X1"}}}};
    spec.networks = {{"provisioning", 10, true}, {"tenant", 12, false}};
    return spec;
}

PackSpec pack() {
    PackSpec spec;
    spec.name = "spine";
    spec.flexNics = {{"provisioning"}, {"tenant"}};
    return spec;
}

DeviceBay blade(BayNumber number) {
    DeviceBay bay;
    bay.number = number;
    bay.status.presence = Presence::present;
    bay.product = "ProLiant BL460c Gen8";
    bay.serialNumber = "SGH000100" + std::to_string(number);
    bay.ilo.address = "10.83.0.1" + std::to_string(number);
    bay.cpus.resize(2);
    bay.memoryMb = 65536;
    return bay;
}

Enclosure enclosure() {
    Enclosure chassis;
    for (BayNumber number = 1; number <= 3; ++number) {
        chassis.bays.push_back(blade(number));
    }
    Interconnect module;
    module.bay = 1;
    module.presence = Presence::present;
    module.product = "HP VC Flex-10/10D Module";
    module.address = "10.83.0.3";
    chassis.interconnects = {module};
    return chassis;
}

TEST(Plan, namesTheBladesOfTheSiteBySerialNumber) { // C-08
    auto plan = makePlan(site(), "/etc/seedbed/site.yaml", enclosure());
    ASSERT_TRUE(plan.has_value()) << toSentence(plan.error());
    ASSERT_EQ(plan->blades.size(), 2u);
    EXPECT_EQ(plan->blades[1].name(), "bay3");
    EXPECT_EQ(plan->blades[1].serial, "SGH0001003");
    EXPECT_EQ(plan->blades[1].cpus, 2);
    EXPECT_EQ(plan->vcAddress, "10.83.0.3");
    EXPECT_FALSE(plan->empty());
}

TEST(Plan, isEmptyWhenNothingIsLeftToDo) { // E-05
    auto plan = makePlan(site(), "", enclosure());
    ASSERT_TRUE(plan.has_value());
    for (PlannedBlade& blade : plan->blades) {
        blade.deploy = false;
    }
    EXPECT_TRUE(plan->empty());
    plan->changes.push_back({"network tenant", "", {}, {}});
    EXPECT_FALSE(plan->empty());
}

TEST(Plan, takesTheAddressesThatEbipaWillGive) {
    auto chassis = enclosure();
    chassis.bays[0].ilo.address = "0.0.0.0";
    auto spec = site();
    EXPECT_EQ(makePlan(spec, "", chassis).error().id, "PLAN-NO-ILO");
    spec.address.ebipa = EbipaSpec{*Ipv4Address::parse("10.9.0.21"), *Ipv4Address::parse("255.255.255.0"), {}};
    const auto plan = makePlan(spec, "", chassis);
    ASSERT_TRUE(plan.has_value()) << toSentence(plan.error());
    EXPECT_EQ(plan->blades[0].iloAddress, "10.9.0.21");
    EXPECT_EQ(plan->blades[1].iloAddress, "10.9.0.23");
}

struct Missing {
    const char* id;
    void (*takeAway)(Enclosure&);
};
class PlanRefused : public testing::TestWithParam<Missing> {};
TEST_P(PlanRefused, NamesWhatIsMissing) {
    Enclosure chassis = enclosure();
    GetParam().takeAway(chassis);
    auto plan = makePlan(site(), "", chassis);
    ASSERT_FALSE(plan.has_value());
    EXPECT_EQ(plan.error().id, GetParam().id);
    EXPECT_FALSE(plan.error().action.empty());
}
INSTANTIATE_TEST_SUITE_P(
    Rows, PlanRefused,
    testing::Values(
        Missing{"PLAN-BAY-EMPTY", [](Enclosure& c) { c.bays[2].status.presence = Presence::absent; }},
        Missing{"PLAN-BAY-EMPTY", [](Enclosure& c) { c.bays.pop_back(); }},
        Missing{"PLAN-NO-ILO", [](Enclosure& c) { c.bays[0].ilo.address = "0.0.0.0"; }},
        Missing{"PLAN-NO-VIRTUAL-CONNECT", [](Enclosure& c) { c.interconnects.clear(); }},
        Missing{"PLAN-NO-VIRTUAL-CONNECT", [](Enclosure& c) { c.interconnects[0].address.clear(); }}));

TEST(Plan, ComesBackFromTheJournalAsItWasWritten) { // E-03
    auto plan = makePlan(site(), "/etc/seedbed/site.yaml", enclosure());
    ASSERT_TRUE(plan.has_value());
    plan->changes.push_back({"profile seedbed-bay1", "the blade must be off", {"bay: (none) -> enc0:1"}, {1}});
    auto again = planFromJson(planJson(*plan));
    ASSERT_TRUE(again.has_value()) << toSentence(again.error());
    EXPECT_EQ(again->hash(), plan->hash());
    EXPECT_EQ(again->changes[0].needsOff, (std::vector<BayNumber>{1}));
    again->blades[0].serial = "another";
    EXPECT_NE(again->hash(), plan->hash());
}

TEST(Plan, TextThatIsNoPlanIsRefused) {
    for (const char* text : {"{}", "[]", "null", R"({"site_file": 1})", R"({"blades": "x"})"}) {
        auto plan = planFromJson(nlohmann::json::parse(text));
        ASSERT_FALSE(plan.has_value()) << text;
        EXPECT_EQ(plan.error().id, "PLAN-TEXT");
    }
}

TEST(DesiredDomain, HasAProfilePerBayWithThePacksFlexNics) { // C-05
    auto domain = desiredDomain(site(), pack());
    ASSERT_TRUE(domain.has_value()) << toSentence(domain.error());
    ASSERT_EQ(domain->profiles.size(), 2u);
    EXPECT_EQ(domain->profiles[1].name, "seedbed-bay3");
    auto changes = vc::plan(*domain, vc::VcDomain{});
    ASSERT_TRUE(changes.has_value()) << toSentence(changes.error());
    auto shown = forPeople(*changes);
    EXPECT_EQ(shown.back().object, "profile seedbed-bay3");
    auto none = vc::plan(*domain, *domain);
    ASSERT_TRUE(none.has_value());
    EXPECT_TRUE(none->empty());
}

} // namespace
} // namespace seedbed
