// SPDX-License-Identifier: GPL-3.0-or-later
#include "appliance/inventory/kit.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "appliance/inventory/doors.hpp"
#include "appliance/inventory/power_budget.hpp"

namespace seedbed {
namespace {

// The kit as it leaves the factory.
Inventory kit() {
    Inventory inventory;
    Enclosure& enclosure = inventory.enclosure;
    enclosure.product = "BladeSystem c3000 Enclosure";
    enclosure.oas.push_back({.bay = 1, .name = "OA-1", .firmware = "4.22", .active = true});
    for (BayNumber number = 1; number <= 8; ++number) {
        DeviceBay bay;
        bay.number = number;
        bay.status.presence = Presence::present;
        bay.product = "ProLiant BL460c Gen8";
        bay.ilo.firmware = "2.55 Aug 16 2017";
        enclosure.bays.push_back(bay);
    }
    Interconnect module;
    module.bay = 1;
    module.presence = Presence::present;
    module.product = "HP VC Flex-10/10D Module";
    module.firmware = "4.20";
    enclosure.interconnects.push_back(module);
    for (int bay = 1; bay <= 6; ++bay) {
        PowerSupply supply;
        supply.bay = bay;
        supply.presence = bay == 3 || bay == 6 ? Presence::absent : Presence::present;
        supply.health = Health::ok;
        supply.capacityWatts = supply.presence == Presence::present ? 1200 : 0;
        enclosure.powerSupplies.push_back(supply);
        Fan fan;
        fan.bay = bay;
        fan.presence = Presence::present;
        enclosure.fans.push_back(fan);
    }
    enclosure.power.redundancyMode = "AC_REDUNDANT";
    return inventory;
}

std::vector<std::string> failing(const std::vector<Finding>& findings) {
    std::vector<std::string> ids;
    for (const Finding& finding : findings) {
        if (finding.status == FindingStatus::fail) {
            ids.push_back(finding.id + " " + finding.object);
        }
    }
    return ids;
}

using Names = std::vector<std::string>;

TEST(BillOfMaterials, theKitIsComplete) { EXPECT_EQ(failing(billOfMaterials(kit())), Names{}); }

TEST(BillOfMaterials, whatIsMissingIsNamed) {
    auto inventory = kit();
    inventory.enclosure.bays[2].status.presence = Presence::absent;
    inventory.enclosure.bays[4].product = "ProLiant BL460c Gen9";
    inventory.enclosure.interconnects.clear();
    inventory.enclosure.powerSupplies[4].presence = Presence::absent;
    inventory.enclosure.fans[5].presence = Presence::absent;
    EXPECT_EQ(failing(billOfMaterials(inventory)),
              (Names{"BOM-02 bay5", "BOM-02 device bays", "BOM-03 interconnect bay 1", "BOM-04 power supplies", "BOM-05 fans"}));
}

TEST(FirmwareMatrix, holesAndOldVersionsAreNamed) { // E-35, PF-08
    auto inventory = kit();
    EXPECT_EQ(failing(firmwareMatrix(inventory)), Names{});
    inventory.enclosure.bays[0].ilo.firmware = "2.50 Sep 23 2016";
    inventory.enclosure.oas[0].firmware = "4.01";
    const auto findings = firmwareMatrix(inventory);
    EXPECT_EQ(failing(findings), (Names{"FW-OA Onboard Administrator", "FW-ILO bay1"}));
    const auto order = updateOrder(findings);
    ASSERT_EQ(order.size(), 2U);
    EXPECT_TRUE(order[0].starts_with("Onboard Administrator"));
    EXPECT_NE(order[1].find("2.53"), std::string::npos);
}

TEST(Versions, compareByNumbers) {
    EXPECT_EQ(compareVersions("2.50", "2.53"), -1);
    EXPECT_EQ(compareVersions("2.10", "2.9"), 1);
    EXPECT_EQ(compareVersions("4.22 Jun 26 2014", "4.22"), 0);
    EXPECT_EQ(compareVersions("4", "4.0"), 0);
    EXPECT_EQ(compareVersions("x", "x"), 0);
}

TEST(PowerBudget, fourSuppliesCarryEightBlades) {
    const auto budget = powerBudget(kit().enclosure);
    EXPECT_EQ(budget.capacityWatts, 2400);
    EXPECT_EQ(budget.afterLossWatts, 3600);
    EXPECT_TRUE(budget.sufficient());
    EXPECT_TRUE(budget.survivesLoss());
}

TEST(PowerBudget, lowLineDoesNotInRedundancy) { // E-18: AC 100 V
    auto inventory = kit();
    for (PowerSupply& supply : inventory.enclosure.powerSupplies) {
        supply.capacityWatts = supply.capacityWatts == 0 ? 0 : 900;
    }
    const auto budget = powerBudget(inventory.enclosure);
    EXPECT_EQ(budget.capacityWatts, 1800);
    EXPECT_FALSE(budget.sufficient());
    EXPECT_EQ(budget.bladesPossible(), 7);
    EXPECT_NE(toSentence(budget).find("1800 W"), std::string::npos);
}

TEST(PowerBudget, aFailedSupplyDoesNotCount) {
    auto inventory = kit();
    inventory.enclosure.powerSupplies[0].health = Health::failed;
    EXPECT_EQ(powerBudget(inventory.enclosure).supplies, 3);
}

TEST(Inventory, aLiarIsNamedAndATieBlocks) { // E-16
    auto inventory = kit();
    BladeRecord blade;
    blade.bay = 3;
    for (const Source source : {Source::oa, Source::ribcl}) {
        blade.power.add(PowerReading::on, source, WallTime());
    }
    blade.power.add(PowerReading::off, Source::ipmi, WallTime());
    blade.serial.add("A", Source::oa, WallTime());
    blade.serial.add("B", Source::ipmi, WallTime());
    inventory.blades.push_back(blade);
    const auto findings = disagreements(inventory);
    ASSERT_EQ(findings.size(), 2U);
    EXPECT_EQ(findings[0].id, "WIT-OUTVOTED");
    EXPECT_EQ(findings[0].fix, "do not trust IPMI of this blade; reset its iLO: RESET ILO 3 at the OA");
    EXPECT_FALSE(blocks(findings[0]));
    EXPECT_EQ(findings[1].id, "WIT-UNDECIDED");
    EXPECT_TRUE(blocks(findings[1]));
    const auto json = inventoryJson(inventory);
    EXPECT_EQ(json["bays"][0]["present"], false); // nobody said that it is there
}

TEST(Inventory, theCureIsThatOfTheLiar) {
    auto inventory = kit();
    BladeRecord blade;
    blade.bay = 3;
    for (const Source source : {Source::ipmi, Source::ribcl, Source::redfish}) {
        blade.power.add(PowerReading::on, source, WallTime());
    }
    blade.power.add(PowerReading::off, Source::oa, WallTime());
    inventory.blades.push_back(blade);
    const auto findings = disagreements(inventory);
    ASSERT_EQ(findings.size(), 1U);
    EXPECT_EQ(findings[0].fix, "do not trust OA of this blade; restart the Onboard Administrator: RESTART OA ACTIVE");
}

TEST(Inventory, theDoorsOfAnIloStandBehindTheOa) {
    BladeWitnesses oa, ilo;
    oa.power.add(PowerReading::off, Source::oa, WallTime());
    oa.uuid.add("30313436-3631-4753-4830-303031303031", Source::oa, WallTime());
    ilo.power.add(PowerReading::on, Source::ipmi, WallTime());
    ilo.uuid.add("36343130-3136-5347-4830-303031303031", Source::ipmi, WallTime());
    oa.add(ilo);
    ASSERT_EQ(oa.power.accounts().size(), 2U);
    EXPECT_EQ(oa.power.accounts()[1].source, Source::ipmi);
    EXPECT_EQ(oa.power.verdict(), Verdict::undecided);
    EXPECT_EQ(oa.uuid.verdict(), Verdict::agreed) << "the order of octets is no difference";
}

TEST(Uuid, eitherOrderOfOctetsIsTheSame) {
    const std::string ours = "30313436-3631-4753-4830-303031303031";
    EXPECT_EQ(inOrderOf(ours, "36343130-3136-5347-4830-303031303031"), ours);
    EXPECT_EQ(inOrderOf(ours, "00000000-0000-0000-0000-000000000000"), "00000000-0000-0000-0000-000000000000");
    EXPECT_EQ(inOrderOf(ours, "nonsense"), "nonsense");
}

} // namespace
} // namespace seedbed
