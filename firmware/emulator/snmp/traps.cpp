// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/snmp/traps.hpp"

#include <utility>

#include <fmt/format.h>

#include "firmware/emulator/snmp/rack_mib.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator::snmp {
namespace {

constexpr std::uint32_t kRack = 1, kEnclosure = 1;
constexpr int kBladeRemoved = 22050, kBladeInserted = 22051, kPostCompleted = 22068, kPoweredOn = 22069,
              kPoweredOff = 22070;
constexpr int kFanFailed = 22008, kFanOk = 22010, kFanRemoved = 22011, kFanInserted = 22012;
constexpr int kSupplyFailed = 22013, kSupplyOk = 22015, kSupplyRemoved = 22016, kSupplyInserted = 22017;
constexpr int kNotRedundant = 22018, kRedundant = 22087;
constexpr std::uint32_t kColumnPowered = 25, kColumnPost = 35;

Varbind text(Oid oid, std::string_view value) { return {std::move(oid), encode(Tag::octets, value)}; }
Varbind number(Oid oid, std::int64_t value) { return {std::move(oid), encodeInteger(value)}; }

Oid enclosureColumn(std::uint32_t column) { return below(rack(), {3, 1, 1, 1, column, kRack, kEnclosure}); }
Oid bladeColumn(std::uint32_t column, BayNumber bay) {
    return below(rack(), {4, 1, 1, 1, column, kRack, kEnclosure, static_cast<std::uint32_t>(bay)});
}

} // namespace

TrapSource::TrapSource(const Chassis& chassis) : chassis_(chassis), seen_(look()) {}

TrapSource::Seen TrapSource::look() const {
    Seen seen;
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        const auto& blade = chassis_.blade(bay);
        seen.blades[static_cast<std::size_t>(bay - 1)] = {blade.present, blade.powered, blade.inPost};
    }
    for (std::size_t unit = 0; unit < seen.fans.size(); ++unit) {
        const auto fan = fanState(chassis_, static_cast<int>(unit + 1));
        const auto supply = powerSupplyState(chassis_, static_cast<int>(unit + 1));
        seen.fans[unit] = {fan.present, fan.good()};
        seen.supplies[unit] = {supply.present, supply.good()};
    }
    seen.redundant = goodPowerSupplies(chassis_) == kPowerSupplies;
    return seen;
}

std::vector<Varbind> TrapSource::head() const {
    const auto facts = enclosureFacts(chassis_.options());
    return {text(sysName(), chassis_.oa().oaName), number(below(compaq(), {11, 2, 11, 1, 0}), 0),
            text(below(rack(), {2, 1, 1, 3, kRack}), chassis_.oa().rackName),
            text(below(rack(), {2, 1, 1, 2, kRack}), facts.uuid)};
}

void TrapSource::end(Trap& trap) { trap.varbinds.push_back(number(enclosureColumn(15), ++sequence_)); }

Trap TrapSource::bladeTrap(int which, BayNumber bay, std::uint32_t column, int value) {
    const auto facts = enclosureFacts(chassis_.options());
    const auto& blade = chassis_.blade(bay);
    Trap trap{which, head()};
    auto& list = trap.varbinds;
    list.push_back(text(bladeColumn(5, bay), chassis_.oa().enclosureName));
    list.push_back(text(bladeColumn(4, bay), blade.serverName));
    list.push_back(number(bladeColumn(8, bay), bay));
    list.push_back(text(bladeColumn(7, bay), "716550-001"));
    list.push_back(text(enclosureColumn(7), facts.serial));
    list.push_back(text(bladeColumn(16, bay), blade.serial));
    list.push_back(text(bladeColumn(18, bay), uuidText(blade.uuid)));
    if (column != 0) {
        list.push_back(number(bladeColumn(column, bay), value));
    }
    end(trap);
    return trap;
}

Trap TrapSource::fanTrap(int which, std::uint32_t bay) {
    Trap trap{which, head()};
    const auto column = [bay](std::uint32_t number) {
        return below(rack(), {3, 1, 3, 1, number, kRack, kEnclosure, bay});
    };
    trap.varbinds.push_back(text(enclosureColumn(9), chassis_.oa().enclosureName));
    trap.varbinds.push_back(text(enclosureColumn(7), enclosureFacts(chassis_.options()).serial));
    trap.varbinds.push_back(text(column(5), fmt::format("Fan {}", bay)));
    trap.varbinds.push_back(text(column(7), "413996-001"));
    end(trap);
    return trap;
}

Trap TrapSource::supplyTrap(int which, std::uint32_t bay) {
    Trap trap{which, head()};
    const auto column = [bay](std::uint32_t number) {
        return below(rack(), {5, 1, 1, 1, number, kRack, kEnclosure, bay});
    };
    trap.varbinds.push_back(text(column(4), chassis_.oa().enclosureName));
    trap.varbinds.push_back(text(column(5), fmt::format("5A{:08}{:02}", chassis_.options().seed % 100000000, bay)));
    trap.varbinds.push_back(number(column(11), bay));
    trap.varbinds.push_back(text(column(8), "01"));
    trap.varbinds.push_back(text(column(7), "441830-001"));
    trap.varbinds.push_back(text(enclosureColumn(7), enclosureFacts(chassis_.options()).serial));
    end(trap);
    return trap;
}

Trap TrapSource::redundancyTrap(int which) {
    Trap trap{which, head()};
    trap.varbinds.push_back(text(below(rack(), {3, 3, 1, 1, 3, kRack, kEnclosure}), chassis_.oa().enclosureName));
    trap.varbinds.push_back(text(enclosureColumn(7), enclosureFacts(chassis_.options()).serial));
    end(trap);
    return trap;
}

void TrapSource::bladeTraps(std::vector<Trap>& traps, BayNumber bay, const BladeSeen& before, const BladeSeen& now) {
    if (before.present != now.present) {
        traps.push_back(bladeTrap(now.present ? kBladeInserted : kBladeRemoved, bay, 0, 0));
        return;
    }
    if (before.powered != now.powered) {
        traps.push_back(bladeTrap(now.powered ? kPoweredOn : kPoweredOff, bay, kColumnPowered, now.powered ? 2 : 3));
    }
    if (before.inPost && !now.inPost && now.powered) {
        constexpr int completed = 3;
        traps.push_back(bladeTrap(kPostCompleted, bay, kColumnPost, completed));
    }
}

std::vector<Trap> TrapSource::changes() {
    const auto now = look();
    const auto before = std::exchange(seen_, now);
    std::vector<Trap> traps;
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        const auto place = static_cast<std::size_t>(bay - 1);
        bladeTraps(traps, bay, before.blades[place], now.blades[place]);
    }
    for (std::size_t unit = 0; unit < now.fans.size(); ++unit) {
        const auto bay = static_cast<std::uint32_t>(unit + 1);
        if (before.fans[unit].present != now.fans[unit].present) {
            traps.push_back(fanTrap(now.fans[unit].present ? kFanInserted : kFanRemoved, bay));
        } else if (before.fans[unit].good != now.fans[unit].good) {
            traps.push_back(fanTrap(now.fans[unit].good ? kFanOk : kFanFailed, bay));
        }
        if (before.supplies[unit].present != now.supplies[unit].present) {
            traps.push_back(supplyTrap(now.supplies[unit].present ? kSupplyInserted : kSupplyRemoved, bay));
        } else if (before.supplies[unit].good != now.supplies[unit].good) {
            traps.push_back(supplyTrap(now.supplies[unit].good ? kSupplyOk : kSupplyFailed, bay));
        }
    }
    if (before.redundant != now.redundant) {
        traps.push_back(redundancyTrap(now.redundant ? kRedundant : kNotRedundant));
    }
    return traps;
}

} // namespace seedbed::emulator::snmp
