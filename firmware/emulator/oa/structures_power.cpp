// SPDX-License-Identifier: GPL-3.0-or-later
// Power and cooling: four 1200 W supplies in AC redundancy, six fans.
#include <fmt/format.h>

#include "firmware/emulator/oa/structures.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator {
namespace {

constexpr int kSuppliesNeeded = 2; // N+N
constexpr int kInputCapacity = 5400;
constexpr int kFanMinimumRpm = 600;

int volts(PowerInput input) {
    switch (input) {
    case PowerInput::ac200: return 208;
    case PowerInput::ac100: return 101;
    case PowerInput::dc: return 48;
    }
    return 0;
}

std::string redundancyWord(const Chassis& chassis) {
    const auto& settings = chassis.powerSettings();
    std::string word = settings.mode == RedundancyMode::acRedundant       ? "AC_REDUNDANT"
                       : settings.mode == RedundancyMode::supplyRedundant ? "POWER_SUPPLY_REDUNDANT"
                                                                          : "NON_REDUNDANT";
    return settings.ceilingWatts > 0 ? word + "_WITH_POWER_CEILING" : word;
}

int totalCapacity(const Chassis& chassis) {
    int watts = 0;
    for (int bay = 1; bay <= kPowerSupplyBays; ++bay) {
        const auto supply = powerSupplyState(chassis, bay);
        watts += supply.good() ? supply.capacityWatts : 0;
    }
    return watts;
}

struct Thresholds {
    int caution;
    int critical;
};

struct Sensor {
    int celsius;
    Thresholds limits;
};

// Thresholds as the CLI of a real c3000 shows them; the enclosure's and the module's are inferred.
Sensor sensorOf(const Chassis& chassis, const std::string& type, int bay) {
    auto ambient = enclosureReadings(chassis).ambient;
    if (type == "SENSOR_TYPE_OA") {
        return {bay == 1 ? ambient + 3 : 0, {75, 80}};
    }
    if (type == "SENSOR_TYPE_INTERCONNECT") {
        return {bay == 1 ? ambient + 18 : 0, {65, 70}};
    }
    if (type == "SENSOR_TYPE_BLADE") {
        auto blade = bladeAt(chassis, bay);
        int celsius = blade.powered ? ambient + 4 : ambient;
        return {blade.present ? celsius : 0, {40, 45}};
    }
    return {ambient, {42, 46}};
}

} // namespace

Element powerSubsystemInfo(const Chassis& chassis) {
    const auto readings = enclosureReadings(chassis);
    const int good = goodPowerSupplies(chassis);
    const bool redundant = chassis.powerSettings().mode != RedundancyMode::none && good == kPowerSupplies;
    return node("powerSubsystemInfo",
                {leaf("subsystemType", chassis.options().input == PowerInput::dc ? "INTERNAL_DC" : "INTERNAL_AC"),
                 leaf("operationalStatus", good == kPowerSupplies ? "OP_STATUS_OK" : "OP_STATUS_DEGRADED"),
                 leaf("redundancy", redundant ? "REDUNDANT" : "NOT_REDUNDANT"),
                 leaf("redundancyMode", redundancyWord(chassis)), leaf("capacity", totalCapacity(chassis)),
                 leaf("redundantCapacity", powerCapacityWatts(chassis)), leaf("outputPower", readings.outputWatts),
                 leaf("powerConsumed", readings.allocatedWatts), leaf("inputPowerVa", readings.inputWatts),
                 leaf("inputPowerCapacityVa", kInputCapacity), leaf("inputPower", readings.inputWatts),
                 leaf("inputPowerCapacity", kInputCapacity), leaf("goodPowerSupplies", good),
                 leaf("wantedPowerSupplies", kPowerSupplies), leaf("neededPowerSupplies", kSuppliesNeeded),
                 extra("ACLimitLow", "0"), extra("ACLimitHigh", "5400")});
}

Element powerSupplyInfo(const Chassis& chassis, int bay) {
    const auto supply = powerSupplyState(chassis, bay);
    const bool here = supply.present;
    return node("powerSupplyInfo",
                {leaf("bayNumber", bay), leaf("presence", presenceWord(here)),
                 leaf("modelNumber", here ? "437572-B21" : ""),
                 leaf("sparePartNumber", here ? "441830-001" : ""),
                 leaf("serialNumber",
                      here ? fmt::format("5A{:08}{:02}", chassis.options().seed % 100000000, bay) : ""),
                 leaf("capacity", supply.capacityWatts), leaf("actualOutput", supply.outputWatts),
                 extra("productName", here ? "HP PROLIANT SERVER PS" : "")});
}

Element powerSupplyStatus(const Chassis& chassis, int bay) {
    const auto supply = powerSupplyState(chassis, bay);
    return node("powerSupplyStatus",
                {leaf("bayNumber", bay), leaf("presence", presenceWord(supply.present)),
                 leaf("operationalStatus", unitStatusWord(supply.present, supply.good())),
                 leaf("inputStatus", unitStatusWord(supply.present, !supply.inputLost)),
                 diagnosticChecks(supply.good()), diagnosticChecksEx(supply.good())});
}

Element powerConfigInfo(const Chassis& chassis) {
    const auto& settings = chassis.powerSettings();
    return node("powerConfigInfo", {leaf("powerCeiling", settings.ceilingWatts),
                                    leaf("redundancyMode", redundancyWord(chassis)),
                                    leaf("dynamicPowerSaverEnabled", settings.dynamicSaver)});
}

Element powerCapConfig(const Chassis& chassis) {
    auto readings = enclosureReadings(chassis);
    std::vector<Element> optOut;
    for (int bay = 1; bay <= 16; ++bay) { // clients count on the sixteen of a c7000
        optOut.push_back(leaf("bay", false));
    }
    return node("powerCapConfig",
                {leaf("enclosureMinWattageMeasured", readings.inputWatts - 20),
                 leaf("enclosureMaxWattageMeasured", readings.inputWatts + 20),
                 leaf("enclosurePowerCapLowerBound", 1500), leaf("enclosurePowerCapUpperBound", 5400),
                 leaf("enclosureHighLine", chassis.options().input != PowerInput::ac100), leaf("enclosureAcPhaseType", 1),
                 leaf("enclosureEstimatedVoltage", volts(chassis.options().input)), leaf("powerCap", 0),
                 node("optOutBayArray", std::move(optOut)), extra("deratedCircuit", "0"),
                 extra("ratedCircuit", "0"), extra("deratedCircuitLowerBound", "1500"),
                 extra("deratedCircuitUpperBound", "5400"), extra("ratedCircuitLowerBound", "1500"),
                 extra("ratedCircuitUpperBound", "5400")});
}

Element fanInfo(const Chassis& chassis, int bay) {
    const auto fan = fanState(chassis, bay);
    const bool here = fan.present;
    const auto watts = fan.good() ? enclosureReadings(chassis).fanWatts : 0;
    return node(
        "fanInfo",
        {leaf("bayNumber", bay), leaf("presence", presenceWord(here)),
         leaf("name", here ? "Active Cool 200 Fan" : ""), leaf("partNumber", here ? "412140-B21" : ""),
         leaf("sparePartNumber", here ? "413996-001" : ""), leaf("serialNumber", ""), leaf("powerConsumed", watts),
         leaf("fanSpeed", fan.rpm), leaf("maxFanSpeed", here ? kFanMaximumRpm : 0),
         leaf("lowLimitFanSpeed", here ? kFanMinimumRpm : 0),
         leaf("operationalStatus", unitStatusWord(here, fan.good())), diagnosticChecks(fan.good()),
         diagnosticChecksEx(fan.good())});
}

Element thermalSubsystemInfo(const Chassis& chassis) {
    const int good = goodFans(chassis);
    return node("thermalSubsystemInfo",
                {leaf("operationalStatus", good == kFanBays     ? "OP_STATUS_OK"
                                           : good >= kFansNeeded ? "OP_STATUS_DEGRADED"
                                                                 : "OP_STATUS_ERROR"),
                 leaf("redundancy", good > kFansNeeded ? "REDUNDANT" : "NOT_REDUNDANT"), leaf("goodFans", good),
                 leaf("wantedFans", kFanBays), leaf("neededFans", kFansNeeded)});
}

Element thermalInfo(const Chassis& chassis, const std::string& sensorType, int bay) {
    auto sensor = sensorOf(chassis, sensorType, bay);
    bool here = sensor.celsius > 0;
    return node("thermalInfo",
                {leaf("sensorType", sensorType), leaf("bayNumber", bay),
                 leaf("sensorStatus", here ? "SENSOR_STATUS_OK" : "SENSOR_STATUS_UNKNOWN"),
                 leaf("operationalStatus", statusWord(here)), leaf("temperatureC", sensor.celsius),
                 leaf("cautionThreshold", sensor.limits.caution),
                 leaf("criticalThreshold", sensor.limits.critical)});
}

} // namespace seedbed::emulator
