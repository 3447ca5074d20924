// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "firmware/emulator/oa/structures.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/state/told.hpp"

namespace seedbed::emulator {
namespace {

// Inferred: what no capture shows.
constexpr const char* kAdapterName = "HP Flex-10 10Gb 2-port 530FLB Adapter";
constexpr const char* kLomMezz = "9"; // the number under which the embedded ports appear
constexpr int kBladeHeight = 181;
constexpr int kBladeWidth = 56;
constexpr int kBladeDepth = 480;
constexpr int kDeviceId = 1;
constexpr int kProductId = 8224;
constexpr const char* kCpuType = "8-Core Intel Xeon";
constexpr int kCpuMhz = 2600;

std::vector<Element> cpus(const Blade& blade) {
    std::vector<Element> list;
    for (int cpu = 0; blade.present && cpu < blade.cpus; ++cpu) {
        list.push_back(node("bladeCpuInfo", {leaf("cpuType", kCpuType), leaf("cpuSpeed", kCpuMhz)}));
    }
    return list;
}

Element nic(const char* port, const MacAddress& mac) {
    return node("bladeNicInfo", {leaf("port", port), leaf("macAddress", upperMac(mac))});
}

std::vector<Element> nics(const Blade& blade) {
    if (!blade.present) {
        return {};
    }
    return {nic("NIC 1", blade.nics[0].mac), nic("NIC 2", blade.nics[1].mac), nic("iLO", blade.iloMac)};
}

// On a c3000 both embedded ports lead to interconnect bay 1.
Element slot(int number, int downlink) {
    return node("slot", {leaf("slotNumber", number), leaf("interconnectTrayBayNumber", 1),
                         leaf("interconnectTrayPortNumber", downlink)});
}

Element port(int number, const MacAddress& mac) {
    return node("port", {leaf("portNumber", number), leaf("wwpn", upperMac(mac)),
                         leaf("fabric", "FABRIC_TYPE_10GETH"), leaf("status", "FABRIC_STATUS_OK")});
}

Element lomMezz(const Blade& blade) {
    return node("mezz", {leaf("mezzNumber", kLomMezz),
                         node("mezzSlots", {leaf("type", "MEZZ_SLOT_TYPE_FIXED"), slot(1, blade.bay),
                                            slot(2, blade.bay + 8)}),
                         node("mezzDevices", {leaf("name", kAdapterName), leaf("type", "MEZZ_DEV_TYPE_FIXED"),
                                              leaf("status", "MEZZ_DEV_STATUS_OK"), port(1, blade.lomMacs[0]),
                                              port(2, blade.lomMacs[1])})});
}

const char* iplWord(BootDevice device) {
    switch (device) {
    case BootDevice::cd:
        return "CD";
    case BootDevice::floppy:
        return "FLOPPY";
    case BootDevice::disk:
        return "HDD";
    case BootDevice::usb:
        return "USB";
    default:
        return "PXE_NIC1";
    }
}

std::pair<const char*, const char*> oneTimeWords(const BootOverride& value) {
    if (!value.valid || value.persistent) {
        return {"ONE_TIME_BOOT_NO_CHANGE", "NORMAL_BOOT_OS"};
    }
    switch (value.device) {
    case BootDevice::pxe:
        return {"ONE_TIME_BOOT_NO_CHANGE", "PXE"};
    case BootDevice::bios:
        return {"ONE_TIME_BOOT_NO_CHANGE", "RBSU"};
    case BootDevice::cd:
        return {"ONE_TIME_BOOT_CD", "NORMAL_BOOT_OS"};
    case BootDevice::floppy:
        return {"ONE_TIME_BOOT_FLOPPY", "NORMAL_BOOT_OS"};
    case BootDevice::disk:
        return {"ONE_TIME_BOOT_HARD_DRIVE", "NORMAL_BOOT_OS"};
    default:
        return {"ONE_TIME_BOOT_NO_CHANGE", "NORMAL_BOOT_OS"};
    }
}

} // namespace

Element bladeInfo(const Chassis& chassis, int bay) {
    auto blade = bladeAt(chassis, bay);
    bool here = blade.present;
    auto maker = here ? enclosureFacts(chassis.options()).manufacturer : "";
    auto nicList = nics(blade);
    auto nicCount = static_cast<int>(nicList.size());
    return node("bladeInfo", {leaf("bayNumber", bay),
                              leaf("presence", presenceWord(here)),
                              leaf("bladeType", here ? "BLADE_TYPE_SERVER" : "BLADE_TYPE_UNKNOWN"),
                              leaf("width", here ? 1 : 0),
                              leaf("height", here ? 1 : 0),
                              leaf("name", blade.productName),
                              leaf("manufacturer", maker),
                              leaf("partNumber", blade.partNumber),
                              leaf("sparePartNumber", here ? "716550-001" : ""),
                              leaf("serialNumber", toldSerial(chassis, blade, "oa")),
                              leaf("serverName", blade.serverName),
                              leaf("uuid", here ? upper(uuidText(blade.uuid)) : ""),
                              leaf("rbsuOsName", ""),
                              leaf("assetTag", here ? "[Unknown]" : ""),
                              leaf("romVersion", blade.romVersion),
                              leaf("numberOfCpus", here ? blade.cpus : 0),
                              node("cpus", cpus(blade)),
                              leaf("memory", here ? blade.memoryMb : 0),
                              leaf("numberOfNics", nicCount),
                              node("nics", std::move(nicList)),
                              leaf("mmHeight", here ? kBladeHeight : 0),
                              leaf("mmWidth", here ? kBladeWidth : 0),
                              leaf("mmDepth", here ? kBladeDepth : 0),
                              leaf("deviceId", here ? kDeviceId : 0),
                              leaf("productId", here ? kProductId : 0)});
}

Element bladeStatus(const Blade& blade) {
    bool here = blade.present;
    return node("bladeStatus", {leaf("bayNumber", blade.bay), leaf("presence", presenceWord(here)),
                                leaf("operationalStatus", statusWord(here)),
                                leaf("thermal", here ? "SENSOR_STATUS_OK" : "SENSOR_STATUS_UNKNOWN"),
                                leaf("powered", here && blade.powered ? "POWER_ON" : "POWER_OFF"),
                                leaf("powerState", here ? "PS_AUTOMATIC" : "PS_UNKNOWN"),
                                leaf("shutdown", here ? "SHUTDOWN_OK" : "SHUTDOWN_UNKNOWN"),
                                leaf("uid", here && blade.uidLit ? "UID_ON" : "UID_OFF"),
                                leaf("powerConsumed", bladeWatts(blade)), diagnosticChecks(here),
                                diagnosticChecksEx(here), extra("healthStatus", statusWord(here))});
}

Element bladeStatusOf(const Chassis& chassis, int bay) {
    auto blade = bladeAt(chassis, bay);
    blade.powered = toldPower(chassis, blade, "oa");
    return bladeStatus(blade);
}

Element bladePortMap(const Chassis& chassis, int bay) {
    auto blade = bladeAt(chassis, bay);
    bool here = blade.present;
    std::vector<Element> fields{leaf("bladeBayNumber", bay), leaf("status", here ? "OK" : "UNKNOWN"),
                                leaf("bladeSizeType", here ? "BLADE_SIZE_TYPE_1X1" : "BLADE_SIZE_TYPE_MT"),
                                leaf("numberOfMezzes", here ? 1 : 0)};
    if (here) {
        fields.push_back(lomMezz(blade));
    }
    return node("bladePortMap", std::move(fields));
}

Element bladeMpInfo(const Chassis& chassis, int bay) {
    auto blade = bladeAt(chassis, bay);
    bool here = blade.present;
    auto address = blade.iloAddress.toString();
    auto url = here ? "https://" + address : std::string();
    return node("bladeMpInfo",
                {leaf("bayNumber", bay), leaf("ipAddress", here ? address : "0.0.0.0"),
                 leaf("macAddress", here ? upperMac(blade.iloMac) : ""), leaf("dnsName", blade.iloName),
                 leaf("modelName", here ? "iLO4" : ""), leaf("fwVersion", blade.iloFirmware),
                 leaf("remoteConsoleUrl", url), leaf("webUrl", url), leaf("ircUrl", url),
                 leaf("loginUrl", url), leaf("ircFullUrl", url), leaf("remoteSerialUrl", url)});
}

Element bladeBootInfo(const Chassis& chassis, int bay) {
    auto blade = bladeAt(chassis, bay);
    const auto& order = blade.bootOrder;
    std::vector<Element> ipls;
    for (std::size_t index = 0; index < order.size(); ++index) {
        ipls.push_back(node("ipl", {leaf("bootPriority", static_cast<int>(index) + 1),
                                    leaf("iplDevice", iplWord(order[index]))}));
    }
    auto [device, agent] = oneTimeWords(blade.bootOverride);
    return node("bladeBootInfo",
                {leaf("bayNumber", bay), leaf("numberOfIpls", static_cast<int>(order.size())),
                 node("ipls", std::move(ipls)), leaf("lastIplDeviceBooted", 0),
                 leaf("oneTimeBootDevice", device), leaf("oneTimeBootAgent", agent),
                 leaf("oneTimeBypassF1F2Messages", false)});
}

} // namespace seedbed::emulator
