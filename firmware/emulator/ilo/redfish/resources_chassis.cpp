// SPDX-License-Identifier: GPL-3.0-or-later
// The blade as a chassis: power draw, temperatures, the virtual fan. Supplies and fans belong to the OA.
#include "firmware/emulator/ilo/account/view.hpp"
#include "firmware/emulator/ilo/redfish/resource.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/told.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator::redfish {
namespace {

// What strict clients ask of an entry of a list.
void addMember(const Context& context, Json& entry, std::string_view path, std::string_view list,
               std::size_t index) {
    if (context.style.modern) {
        entry["@odata.id"] = fmt::format("{}#/{}/{}", context.style.link(path), list, index);
        entry["MemberId"] = std::to_string(index);
    }
}

Json oemHp(const Context& context) {
    return {{"Location",
             {{"GeographicLocation",
               {{"RackName", context.chassis.oa().rackName},
                {"LocationInRack", context.chassis.oa().enclosureName}}}}},
            {"BayNumber", fmt::format("Bay {}", context.bay)},
            {"Type", "HpServerChassis.1.0.0"}};
}

Json fans(const Context& context) {
    const bool well = goodFans(context.chassis) >= kFansNeeded;
    Json fan{{context.style.modern ? "Name" : "FanName", "Virtual Fan"},
             {context.style.modern ? "Reading" : "CurrentReading", virtualFanPercent(context.chassis)},
             {context.style.modern ? "ReadingUnits" : "Units", "Percent"},
             {"Status", healthStatus(well ? "OK" : "Warning")}};
    addMember(context, fan, "Chassis/1/Thermal", "Fans", 0);
    return Json::array({std::move(fan)});
}

} // namespace

Json chassisCollection(Context& context) {
    return collection(context, "Chassis", "ChassisCollection", "Computer System Chassis", {"1"});
}

Json chassisResource(Context& context) {
    auto json = resource(context, "Chassis/1", "Chassis", "1.0.0", "1", "Computer System Chassis");
    json["AssetTag"] = context.ilo().assetTag;
    json["ChassisType"] = "Blade";
    json["IndicatorLED"] = context.blade().uidLit ? "Lit" : "Off";
    json["Manufacturer"] = "HP";
    json["Model"] = context.blade().productName;
    json["PartNumber"] = context.blade().partNumber;
    json["SKU"] = context.blade().partNumber;
    json["SerialNumber"] = toldSerial(context.chassis, context.blade(), kDoor);
    json["Status"] = healthStatus("OK", true);
    json["Oem"]["Hp"] = oemHp(context);
    if (context.style.rest) {
        json["links"]["ManagedBy"] = Json::array({context.link("Managers/1")});
        json["links"]["PowerMetrics"] = context.link("Chassis/1/Power");
        json["links"]["ThermalMetrics"] = context.link("Chassis/1/Thermal");
        return json;
    }
    json["Links"] = {{"ComputerSystems", Json::array({context.link("Systems/1")})},
                     {"ManagedBy", Json::array({context.link("Managers/1")})}};
    json["Power"] = context.link("Chassis/1/Power");
    json["Thermal"] = context.link("Chassis/1/Thermal");
    return json;
}

Json powerResource(Context& context) {
    auto json = resource(context, "Chassis/1/Power", "Power", "1.0.1", "Power", "PowerMetrics");
    const int watts = bladeWatts(context.blade());
    Json control{{"PowerCapacityWatts", kBladeAllocationWatts},
                 {"PowerConsumedWatts", watts},
                 {"PowerMetrics",
                  {{"AverageConsumedWatts", watts},
                   {"IntervalInMin", 20},
                   {"MaxConsumedWatts", kBladeAllocationWatts},
                   {"MinConsumedWatts", watts}}}};
    addMember(context, control, "Chassis/1/Power", "PowerControl", 0);
    if (context.style.modern) {
        control["Name"] = "Server Power Control";
    }
    json["PowerControl"] = Json::array({std::move(control)});
    if (context.style.older) {
        json["PowerCapacityWatts"] = kBladeAllocationWatts;
        json["PowerConsumedWatts"] = watts;
    }
    return json;
}

Json thermalResource(Context& context) {
    auto json = resource(context, "Chassis/1/Thermal", "Thermal", context.style.modern ? "1.0.0" : "1.1.0",
                         "Thermal", "ThermalMetrics");
    auto list = Json::array();
    for (const auto& sensor : temperatures(context.chassis, context.bay)) {
        const auto index = list.size();
        Json entry{{"Name", sensor.name},
                   {context.style.modern ? "SensorNumber" : "Number", index + 1},
                   {"PhysicalContext", sensor.context},
                   {"ReadingCelsius", sensor.celsius},
                   {"Status", healthStatus(sensor.celsius < sensor.caution ? "OK" : "Warning")},
                   {"UpperThresholdCritical", sensor.caution},
                   {"UpperThresholdFatal", sensor.critical}};
        if (context.style.older) {
            entry["CurrentReading"] = sensor.celsius;
            entry["Units"] = "Celsius";
        }
        addMember(context, entry, "Chassis/1/Thermal", "Temperatures", index);
        list.push_back(std::move(entry));
    }
    json["Fans"] = fans(context);
    json["Temperatures"] = std::move(list);
    return json;
}

} // namespace seedbed::emulator::redfish
