// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/snmp/rack_mib.hpp"

#include <fmt/format.h>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/state/told.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator::snmp {
namespace {

constexpr std::uint32_t kRack = 1, kEnclosure = 1;
enum Condition : int { other = 1, ok = 2, degraded = 3, failed = 4 };
enum Present : int { absent = 2, present = 3 };

const Oid kCompaq{1, 3, 6, 1, 4, 1, 232};
const Oid kRackObjects{1, 3, 6, 1, 4, 1, 232, 22, 2};

// The columns of one row of a table, each `entry`.column.index.
class Row {
public:
    Row(Mib& mib, std::initializer_list<std::uint32_t> entry, std::initializer_list<std::uint32_t> index)
        : mib_(mib), entry_(below(kRackObjects, entry)), index_(index) {}
    template <class Value>
    Row& column(std::uint32_t number, const Value& value) {
        auto oid = below(entry_, {number});
        oid.insert(oid.end(), index_.begin(), index_.end());
        mib_.add(std::move(oid), value);
        return *this;
    }
    Row& keys() { // every table begins with its index
        for (std::uint32_t i = 0; i < index_.size(); ++i) {
            column(i + 1, static_cast<std::int64_t>(index_[i]));
        }
        return *this;
    }

private:
    Mib& mib_;
    Oid entry_;
    Oid index_;
};

int unitCondition(bool there, bool good) { return there && !good ? failed : there ? ok : other; }

void addEnclosure(Mib& mib, const Chassis& chassis, int condition) {
    const auto facts = enclosureFacts(chassis.options());
    Row(mib, {2, 1, 1}, {kRack}).keys().column(2, facts.uuid).column(3, chassis.oa().rackName).column(4, std::string()).column(5, 0);
    Row(mib, {3, 1, 1, 1}, {kRack, kEnclosure})
        .keys().column(3, facts.product).column(5, facts.partNumber).column(6, std::string("441829-001"))
        .column(7, facts.serial).column(8, facts.oaFirmware).column(9, chassis.oa().enclosureName).column(16, condition);
    const int ambient = enclosureReadings(chassis).ambient;
    Row(mib, {3, 1, 2, 1}, {kRack, kEnclosure, 1})
        .keys().column(4, chassis.oa().enclosureName).column(5, std::string("Enclosure")).column(6, ambient).column(7, 42)
        .column(8, static_cast<int>(ok)).column(9, 9);
}

void addFans(Mib& mib, const Chassis& chassis) {
    const bool redundant = goodFans(chassis) > kFansNeeded;
    for (std::uint32_t bay = 1; bay <= kFanBays; ++bay) {
        const auto fan = fanState(chassis, static_cast<int>(bay));
        Row(mib, {3, 1, 3, 1}, {kRack, kEnclosure, bay})
            .keys().column(4, chassis.oa().enclosureName).column(5, fmt::format("Fan {}", bay))
            .column(6, std::string(fan.present ? "412140-B21" : "")).column(7, std::string(fan.present ? "413996-001" : ""))
            .column(8, static_cast<int>(fan.present ? present : absent)).column(9, redundant ? 3 : 2)
            .column(11, unitCondition(fan.present, fan.good()));
    }
}

void addManager(Mib& mib, const Chassis& chassis) {
    const auto facts = enclosureFacts(chassis.options());
    Row(mib, {3, 1, 6, 1}, {kRack, kEnclosure, 1})
        .keys().column(4, chassis.oa().enclosureName).column(5, std::string("Bay 1")).column(6, std::string("448589-B21"))
        .column(7, std::string("461514-001")).column(8, facts.oaSerial).column(9, 2)
        .column(10, static_cast<int>(present)).column(12, static_cast<int>(ok)).column(15, facts.oaFirmware);
}

int supplyStatus(const PowerSupplyState& supply) { return supply.failed ? 2 : 1; } // noError, generalFailure
int lineStatus(const PowerSupplyState& supply) { return supply.inputLost ? 6 : 1; } // noError, linePowerLoss

void addSupplies(Mib& mib, const Chassis& chassis, int condition) {
    const bool redundant = goodPowerSupplies(chassis) == kPowerSupplies;
    Row(mib, {3, 3, 1, 1}, {kRack, kEnclosure})
        .keys().column(3, chassis.oa().enclosureName).column(5, redundant ? 3 : 2).column(6, 3).column(9, condition);
    for (std::uint32_t bay = 1; bay <= kPowerSupplyBays; ++bay) {
        const auto supply = powerSupplyState(chassis, static_cast<int>(bay));
        const auto serial = supply.present ? fmt::format("5A{:08}{:02}", chassis.options().seed % 100000000, bay) : "";
        Row(mib, {5, 1, 1, 1}, {kRack, kEnclosure, bay})
            .keys().column(4, chassis.oa().enclosureName).column(5, serial)
            .column(6, std::string(supply.present ? "437572-B21" : "")).column(7, std::string(supply.present ? "441830-001" : ""))
            .column(9, supply.capacityWatts).column(10, supply.outputWatts).column(11, static_cast<int>(bay))
            .column(14, supplyStatus(supply)).column(15, lineStatus(supply))
            .column(16, static_cast<int>(supply.present ? present : absent))
            .column(17, unitCondition(supply.present, supply.good()));
    }
}

void addBlade(Mib& mib, const Chassis& chassis, BayNumber bay) {
    const auto& blade = chassis.blade(bay);
    const bool here = blade.present;
    const bool on = here && toldPower(chassis, blade, "snmp");
    Row(mib, {4, 1, 1, 1}, {kRack, kEnclosure, static_cast<std::uint32_t>(bay)})
        .keys().column(4, blade.serverName).column(5, chassis.oa().enclosureName)
        .column(6, here ? blade.partNumber : std::string()).column(7, std::string(here ? "716550-001" : ""))
        .column(8, bay).column(9, 1).column(10, 1).column(12, static_cast<int>(here ? present : absent))
        .column(16, here ? toldSerial(chassis, blade, "snmp") : std::string())
        .column(17, here ? blade.productName : std::string()).column(18, here ? uuidText(blade.uuid) : std::string())
        .column(21, static_cast<int>(here ? ok : other)).column(25, !here ? 1 : on ? 2 : 3).column(26, blade.uidLit ? 3 : 4)
        .column(27, here ? blade.romVersion : std::string()).column(30, here ? blade.iloFirmware : std::string())
        .column(35, !here || !on ? 1 : blade.inPost ? 2 : 3).column(36, here ? 2 : 1);
}

void addConnector(Mib& mib, const Chassis& chassis, std::uint32_t bay) {
    const auto facts = enclosureFacts(chassis.options());
    const bool here = bay == 1;
    Row(mib, {6, 1, 1, 1}, {kRack, kEnclosure, bay})
        .keys().column(4, chassis.oa().enclosureName).column(5, here ? facts.vcName : std::string())
        .column(6, std::string(here ? "HP VC Flex-10/10D Module" : "")).column(7, here ? facts.vcSerial : std::string())
        .column(8, std::string(here ? "638526-B21" : "")).column(9, std::string(here ? "688896-001" : ""))
        .column(10, here ? facts.vcFirmware : std::string()).column(12, fmt::format("Bay {}", bay))
        .column(13, static_cast<int>(here ? present : absent)).column(17, here ? 2 : 1);
}

} // namespace

const Oid& compaq() { return kCompaq; }
const Oid& rack() { return kRackObjects; }
Oid sysName() { return below(systemGroup(), {5, 0}); }

Objects oaObjects(const Chassis& chassis, Clock clock) {
    const bool whole = goodPowerSupplies(chassis) == kPowerSupplies && goodFans(chassis) == kFanBays;
    const int condition = whole ? ok : degraded;
    Mib mib;
    addSystem(mib, "HP Onboard Administrator", {1, 3, 6, 1, 4, 1, 11, 5, 7, 1, 2}, chassis.oa().oaName, clock);
    mib.add(below(systemGroup(), {4, 0}), chassis.oa().snmpContact);
    mib.add(below(systemGroup(), {6, 0}), chassis.oa().snmpLocation);
    mib.add(below(kCompaq, {22, 1, 1, 0}), 1);
    mib.add(below(kCompaq, {22, 1, 2, 0}), 32);
    mib.add(below(kCompaq, {22, 1, 3, 0}), condition);
    addEnclosure(mib, chassis, condition);
    addFans(mib, chassis);
    addManager(mib, chassis);
    addSupplies(mib, chassis, condition);
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        addBlade(mib, chassis, bay);
    }
    for (std::uint32_t bay = 1; bay <= kInterconnectBays; ++bay) {
        addConnector(mib, chassis, bay);
    }
    return mib.objects();
}

} // namespace seedbed::emulator::snmp
