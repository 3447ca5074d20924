// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/units.hpp"

#include <algorithm>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/faults.hpp"

namespace seedbed::emulator {
namespace {

constexpr int kLowLineWatts = 900;
constexpr int kFanBoostPercent = 25; // what the others add when one is gone

bool hasUnitFault(const Chassis& chassis, std::string_view kind, int unit) {
    return std::any_of(chassis.faults().begin(), chassis.faults().end(), [kind, unit](const auto& entry) {
        const Fault& fault = entry.second;
        if (fault.kind != kind) {
            return false;
        }
        const auto named = fault.parameters.find("unit");
        return named == fault.parameters.end() || named->second == std::to_string(unit);
    });
}

int unitCapacity(const Chassis& chassis) {
    return chassis.options().input == PowerInput::ac100 ? kLowLineWatts : kPowerSupplyWatts;
}

// Every fact of a supply but its share of the load.
PowerSupplyState standing(const Chassis& chassis, int bay) {
    PowerSupplyState state;
    state.present = powerSupplyPresent(bay) && !hasUnitFault(chassis, "psu-removed", bay);
    if (state.present) {
        state.failed = hasUnitFault(chassis, "psu-failed", bay);
        state.inputLost = hasUnitFault(chassis, "psu-input-lost", bay);
        state.capacityWatts = unitCapacity(chassis);
    }
    return state;
}

} // namespace

PowerSupplyState powerSupplyState(const Chassis& chassis, int bay) {
    auto state = standing(chassis, bay);
    if (!state.good()) {
        return state;
    }
    const int good = goodPowerSupplies(chassis);
    const int load = enclosureReadings(chassis).outputWatts;
    int sharing = good;
    if (chassis.powerSettings().dynamicSaver && good > 2) {
        sharing = std::max(2, 1 + load / (unitCapacity(chassis) * 9 / 10));
        int before = 0; // good supplies in lower bays
        for (int other = 1; other < bay; ++other) {
            before += standing(chassis, other).good() ? 1 : 0;
        }
        state.parked = before >= sharing;
    }
    state.outputWatts = state.parked ? 0 : load / std::max(1, std::min(sharing, good));
    return state;
}

UplinkState uplinkState(const Chassis& chassis, int port) {
    const int cable = uplinkCable(chassis, port);
    UplinkState state;
    state.populated = (cable != 0 || chassis.options().uplinks.contains(port)) && !hasUnitFault(chassis, "sfp-removed", port);
    state.linked = state.populated && cable != 0 && !hasUnitFault(chassis, "uplink-lost", port);
    return state;
}

int uplinkCable(const Chassis& chassis, int port) {
    constexpr int usualFrom = 1, usualTo = 3;
    int cable = chassis.options().uplinks.contains(port) ? port : 0;
    for (const auto& [id, fault] : chassis.faults()) {
        if (fault.kind != "cable-moved") {
            continue;
        }
        const int from = parameter(fault, "unit", usualFrom);
        cable = from == port ? 0 : parameter(fault, "to", usualTo) == port ? from : cable;
    }
    return cable;
}

FanState fanState(const Chassis& chassis, int bay) {
    FanState state;
    state.present = bay >= 1 && bay <= kFanBays && !hasUnitFault(chassis, "fan-removed", bay);
    state.failed = state.present && hasUnitFault(chassis, "fan-failed", bay);
    if (state.good()) {
        const bool boosted = goodFans(chassis) < kFanBays;
        state.percent =
            std::min(100, enclosureReadings(chassis).fanPercent + (boosted ? kFanBoostPercent : 0));
        state.rpm = kFanMaximumRpm * state.percent / 100;
    }
    return state;
}

int goodPowerSupplies(const Chassis& chassis) {
    int good = 0;
    for (int bay = 1; bay <= kPowerSupplyBays; ++bay) {
        good += standing(chassis, bay).good() ? 1 : 0;
    }
    return good;
}

int goodFans(const Chassis& chassis) {
    int good = 0;
    for (int bay = 1; bay <= kFanBays; ++bay) {
        const bool present = !hasUnitFault(chassis, "fan-removed", bay);
        good += present && !hasUnitFault(chassis, "fan-failed", bay) ? 1 : 0;
    }
    return good;
}

int powerCapacityWatts(const Chassis& chassis) {
    const int good = goodPowerSupplies(chassis);
    const int each = unitCapacity(chassis);
    int counted = good;
    if (chassis.powerSettings().mode == RedundancyMode::acRedundant) {
        counted = good > 1 ? good / 2 : good;
    } else if (chassis.powerSettings().mode == RedundancyMode::supplyRedundant) {
        counted = good > 1 ? good - 1 : good;
    }
    const int capacity = counted * each;
    const int ceiling = chassis.powerSettings().ceilingWatts;
    return ceiling > 0 ? std::min(capacity, ceiling) : capacity;
}

bool powerAdmits(const Chassis& chassis, BayNumber bay) {
    const bool drawsAlready = chassis.blade(bay).powered;
    const int more = drawsAlready ? 0 : kBladeAllocationWatts;
    return enclosureReadings(chassis).allocatedWatts + more <= powerCapacityWatts(chassis);
}

} // namespace seedbed::emulator
