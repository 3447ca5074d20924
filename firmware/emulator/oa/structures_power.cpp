// SPDX-License-Identifier: GPL-3.0-or-later
// Power and cooling: four 1200 W supplies in AC redundancy, six fans.
#include <fmt/format.h>

#include "firmware/emulator/oa/structures.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator {
namespace {

constexpr int kSupplies = 4;
constexpr int kSuppliesNeeded = 2; // N+N
constexpr int kEstimatedVolts = 230;
constexpr int kFanMinimumRpm = 600;

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
    auto readings = enclosureReadings(chassis);
    return node("powerSubsystemInfo",
                {leaf("subsystemType", "INTERNAL_AC"), leaf("operationalStatus", "OP_STATUS_OK"),
                 leaf("redundancy", "REDUNDANT"), leaf("redundancyMode", "AC_REDUNDANT"),
                 leaf("capacity", kSupplies * kPowerSupplyWatts),
                 leaf("redundantCapacity", powerCapacityWatts(chassis)), leaf("outputPower", readings.outputWatts),
                 leaf("powerConsumed", readings.allocatedWatts), leaf("inputPowerVa", readings.inputWatts),
                 leaf("inputPowerCapacityVa", 5400), leaf("inputPower", readings.inputWatts),
                 leaf("inputPowerCapacity", 5400), leaf("goodPowerSupplies", kSupplies),
                 leaf("wantedPowerSupplies", kSupplies), leaf("neededPowerSupplies", kSuppliesNeeded),
                 extra("ACLimitLow", "0"), extra("ACLimitHigh", "5400")});
}

Element powerSupplyInfo(const Chassis& chassis, int bay) {
    bool here = powerSupplyPresent(bay);
    auto output = enclosureReadings(chassis).outputWatts / kSupplies;
    return node("powerSupplyInfo",
                {leaf("bayNumber", bay), leaf("presence", presenceWord(here)),
                 leaf("modelNumber", here ? "437572-B21" : ""),
                 leaf("sparePartNumber", here ? "441830-001" : ""),
                 leaf("serialNumber",
                      here ? fmt::format("5A{:08}{:02}", chassis.options().seed % 100000000, bay) : ""),
                 leaf("capacity", here ? kPowerSupplyWatts : 0), leaf("actualOutput", here ? output : 0),
                 extra("productName", here ? "HP PROLIANT SERVER PS" : "")});
}

Element powerSupplyStatus(const Chassis&, int bay) {
    bool here = powerSupplyPresent(bay);
    return node("powerSupplyStatus",
                {leaf("bayNumber", bay), leaf("presence", presenceWord(here)),
                 leaf("operationalStatus", statusWord(here)), leaf("inputStatus", statusWord(here)),
                 diagnosticChecks(here), diagnosticChecksEx(here)});
}

Element powerConfigInfo(const Chassis&) {
    return node("powerConfigInfo", {leaf("powerCeiling", 0), leaf("redundancyMode", "AC_REDUNDANT"),
                                    leaf("dynamicPowerSaverEnabled", false)});
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
                 leaf("enclosureHighLine", true), leaf("enclosureAcPhaseType", 1),
                 leaf("enclosureEstimatedVoltage", kEstimatedVolts), leaf("powerCap", 0),
                 node("optOutBayArray", std::move(optOut)), extra("deratedCircuit", "0"),
                 extra("ratedCircuit", "0"), extra("deratedCircuitLowerBound", "1500"),
                 extra("deratedCircuitUpperBound", "5400"), extra("ratedCircuitLowerBound", "1500"),
                 extra("ratedCircuitUpperBound", "5400")});
}

Element fanInfo(const Chassis& chassis, int bay) {
    bool here = bay >= 1 && bay <= kFanBays;
    auto readings = enclosureReadings(chassis);
    return node(
        "fanInfo",
        {leaf("bayNumber", bay), leaf("presence", presenceWord(here)),
         leaf("name", here ? "Active Cool 200 Fan" : ""), leaf("partNumber", here ? "412140-B21" : ""),
         leaf("sparePartNumber", here ? "413996-001" : ""), leaf("serialNumber", ""),
         leaf("powerConsumed", here ? readings.fanWatts : 0), leaf("fanSpeed", here ? readings.fanRpm : 0),
         leaf("maxFanSpeed", here ? kFanMaximumRpm : 0), leaf("lowLimitFanSpeed", here ? kFanMinimumRpm : 0),
         leaf("operationalStatus", statusWord(here)), diagnosticChecks(here), diagnosticChecksEx(here)});
}

Element thermalSubsystemInfo(const Chassis&) {
    return node("thermalSubsystemInfo",
                {leaf("operationalStatus", "OP_STATUS_OK"), leaf("redundancy", "REDUNDANT"),
                 leaf("goodFans", kFanBays), leaf("wantedFans", kFanBays), leaf("neededFans", kFansNeeded)});
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
