// SPDX-License-Identifier: GPL-3.0-or-later
// One Flex-10/10D in bay 1. Part numbers of the module are inferred.
#include "firmware/emulator/oa/structures.hpp"

namespace seedbed::emulator {
namespace {

constexpr int kModuleWatts = 60;
constexpr int kModuleStandbyWatts = 8;

Element trayPort(const Chassis& chassis, int downlink) {
    int lom = downlink <= kBladeBays ? 1 : 2;
    int bay = downlink - (lom - 1) * kBladeBays;
    bool wired = bladeAt(chassis, bay).present;
    return node("slot", {leaf("interconnectTraySlotPortNumber", downlink), leaf("bladeBayNumber", bay),
                         leaf("bladeMezzNumber", 9), leaf("bladeMezzPortNumber", lom),
                         leaf("portStatus", wired ? "INTERCONNECT_TRAY_PORT_STATUS_OK"
                                                  : "INTERCONNECT_TRAY_PORT_STATUS_UNKNOWN"),
                         leaf("portEnabled", "INTERCONNECT_TRAY_PORT_ENABLED"),
                         leaf("portUidStatus", "INTERCONNECT_TRAY_UID_OFF"),
                         leaf("portLinkLedStatus",
                              wired ? "INTERCONNECT_TRAY_LINK_LED_ON" : "INTERCONNECT_TRAY_LINK_LED_OFF")});
}

Element traySlot(const Chassis& chassis) {
    std::vector<Element> ports;
    for (int downlink = 1; downlink <= kDownlinks; ++downlink) {
        ports.push_back(trayPort(chassis, downlink));
    }
    return node("interconnectTrayPortMap",
                {leaf("interconnectTraySlotNumber", 1), leaf("type", "INTERCONNECT_TRAY_TYPE_10GETH"),
                 node("port", std::move(ports))});
}

} // namespace

Element interconnectTrayInfo(const Chassis& chassis, int bay) {
    auto facts = enclosureFacts(chassis.options());
    bool here = bay == 1;
    auto address = here ? chassis.vcAddress().toString() : std::string();
    return node(
        "interconnectTrayInfo",
        {leaf("bayNumber", bay),
         leaf("interconnectTrayType",
              here ? "INTERCONNECT_TRAY_TYPE_10GETH" : "INTERCONNECT_TRAY_TYPE_NO_CONNECTION"),
         leaf("passThroughSupport", false), leaf("portDisableSupport", false),
         leaf("temperatureSensorSupport", here), leaf("width", here ? 1 : 0),
         leaf("manufacturer", here ? facts.manufacturer : ""),
         leaf("name", here ? "HP VC Flex-10/10D Module" : ""), leaf("partNumber", here ? "638526-B21" : ""),
         leaf("serialNumber", here ? facts.vcSerial : ""), leaf("sparePartNumber", here ? "688896-001" : ""),
         leaf("rs232PortRoute", here), leaf("ethernetPortRoute", here),
         leaf("userAssignedName", here ? facts.vcName : ""), leaf("inBandIpAddress", address),
         leaf("urlToMgmt", here ? "https://" + address : ""), leaf("powerOnWatts", here ? kModuleWatts : 0),
         leaf("powerOffWatts", here ? kModuleStandbyWatts : 0),
         extra("swmFWVersion", here ? facts.vcFirmware : "")});
}

Element interconnectTrayStatus(const Chassis&, int bay) {
    bool here = bay == 1;
    std::vector<Element> ports;
    for (int downlink = 1; here && downlink <= kDownlinks; ++downlink) {
        ports.push_back(node("port", {leaf("portNumber", downlink), leaf("enabled", true)}));
    }
    return node("interconnectTrayStatus",
                {leaf("bayNumber", bay), leaf("operationalStatus", statusWord(here)),
                 leaf("presence", presenceWord(here)),
                 leaf("thermal", here ? "SENSOR_STATUS_OK" : "SENSOR_STATUS_UNKNOWN"),
                 leaf("cpuFault", false), leaf("healthLed", false), leaf("uid", "UID_OFF"),
                 leaf("powered", here ? "POWER_ON" : "POWER_OFF"), node("ports", std::move(ports)),
                 diagnosticChecks(here), diagnosticChecksEx(here)});
}

Element interconnectTrayPortMap(const Chassis& chassis, int bay) {
    bool here = bay == 1;
    std::vector<Element> slots;
    if (here) {
        slots.push_back(traySlot(chassis));
    }
    return node(
        "interconnectTrayPortMap",
        {leaf("interconnectTrayBayNumber", bay), leaf("status", here ? "OK" : "UNKNOWN"),
         leaf("sizeType", here ? "INTERCONNECT_TRAY_SIZE_TYPE_1X1" : "INTERCONNECT_TRAY_SIZE_TYPE_MT"),
         leaf("passThroughModeEnabled", "INTERCONNECT_TRAY_PASSTHROUGH_DISABLED"),
         leaf("numberOfSlots", here ? 1 : 0), node("slot", std::move(slots))});
}

} // namespace seedbed::emulator
