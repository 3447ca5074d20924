// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/oa/structures.hpp"
#include "firmware/emulator/state/units.hpp"

namespace seedbed::emulator {
namespace {

// Inferred: what no capture shows.
constexpr int kProductId = 8209;
constexpr int kManufacturerId = 11; // HP's enterprise number
constexpr int kEnclosureHeight = 264;
constexpr int kEnclosureWidth = 445;
constexpr int kEnclosureDepth = 813;
constexpr const char* kHardwareVersion = "A1";

Element item(const char* name, const char* value) {
    auto element = leaf("item", value);
    element.label = name;
    return element;
}

std::string urlOf(const Chassis& chassis) {
    return "https://" + chassis.oaAddress().toString();
}

Element encLinkOa(const Chassis& chassis) {
    auto facts = enclosureFacts(chassis.options());
    return node("encLinkOa",
                {leaf("activeOa", true), leaf("bayNumber", 1), leaf("oaName", chassis.oa().oaName),
                 leaf("ipAddress", chassis.oaAddress().toString()), leaf("macAddress", upperMac(facts.oaMac)),
                 leaf("fwVersion", facts.oaFirmware)});
}

std::vector<Element> bayAccess(const char* name, int count, const std::set<int>& granted) {
    std::vector<Element> bays;
    for (int bay = 1; bay <= count; ++bay) {
        bays.push_back(node(name, {leaf("bayNumber", bay), leaf("access", granted.count(bay) != 0)}));
    }
    return bays;
}

} // namespace

const char* presenceWord(bool present) {
    return present ? "PRESENT" : "ABSENT";
}
const char* statusWord(bool present) {
    return present ? "OP_STATUS_OK" : "OP_STATUS_UNKNOWN";
}

const char* unitStatusWord(bool present, bool good) {
    return present && !good ? "OP_STATUS_ERROR" : statusWord(present);
}

Element diagnosticChecks(bool ok) {
    const char* checked = ok ? "NO_ERROR" : "NOT_RELEVANT";
    return node("diagnosticChecks",
                {leaf("internalDataError", checked), leaf("managementProcessorError", checked),
                 leaf("thermalWarning", checked), leaf("thermalDanger", checked),
                 leaf("ioConfigurationError", checked), leaf("devicePowerRequestError", checked),
                 leaf("insufficientCooling", checked), leaf("deviceLocationError", checked),
                 leaf("deviceFailure", checked), leaf("deviceDegraded", checked), leaf("acFailure", checked),
                 leaf("i2cBuses", checked), leaf("redundancy", checked)});
}

Element diagnosticChecksEx(bool ok) {
    const char* checked = ok ? "NO_ERROR" : "NOT_RELEVANT";
    constexpr std::array names{"deviceMissing",
                               "devicePowerSequence",
                               "deviceBonding",
                               "deviceNotSupported",
                               "networkConfiguration",
                               "tooLowPowerRequest",
                               "callHP",
                               "deviceInformational",
                               "storageDeviceMissing",
                               "firmwareMismatch",
                               "enclosureIdMismatch",
                               "powerdelayInUse",
                               "deviceMixMatch",
                               "grpcapError",
                               "imlRecordedErrors",
                               "duplicateMgmtIpAddress",
                               "profileUnassignedError"};
    std::vector<Element> items;
    for (const char* name : names) {
        items.push_back(item(name, checked));
    }
    return node("diagnosticChecksEx", std::move(items));
}

Element enclosureInfo(const Chassis& chassis) {
    auto facts = enclosureFacts(chassis.options());
    return node("enclosureInfo", {leaf("rackName", chassis.oa().rackName),
                                  leaf("enclosureName", chassis.oa().enclosureName),
                                  leaf("hwVersion", kHardwareVersion),
                                  leaf("bladeBays", kBladeBays),
                                  leaf("fanBays", kFanBays),
                                  leaf("powerSupplyBays", kPowerSupplyBays),
                                  leaf("thermalSensors", 1),
                                  leaf("interconnectTrayBays", kInterconnectBays),
                                  leaf("oaBays", kOaBays),
                                  leaf("name", facts.product),
                                  leaf("partNumber", facts.partNumber),
                                  leaf("serialNumber", facts.serial),
                                  leaf("uuid", facts.uuid),
                                  leaf("assetTag", "[Unknown]"),
                                  leaf("manufacturer", facts.manufacturer),
                                  leaf("chassisSparePartNumber", "441829-001"),
                                  leaf("interposerManufacturer", "[Unknown]"),
                                  leaf("interposerName", "[Unknown]"),
                                  leaf("interposerPartNumber", "[Unknown]"),
                                  leaf("interposerSerialNumber", "[Unknown]"),
                                  leaf("pduType", "NO_PDU"),
                                  leaf("mmHeight", kEnclosureHeight),
                                  leaf("mmWidth", kEnclosureWidth),
                                  leaf("mmDepth", kEnclosureDepth),
                                  leaf("pduPartNumber", "[Unknown]"),
                                  leaf("pduSparePartNumber", "[Unknown]"),
                                  extra("solutionsId", "0000000000000000")});
}

Element enclosureStatus(const Chassis& chassis) {
    const bool whole = goodPowerSupplies(chassis) == kPowerSupplies && goodFans(chassis) == kFanBays;
    const char* status = whole ? "OP_STATUS_OK" : "OP_STATUS_DEGRADED";
    return node("enclosureStatus",
                {leaf("operationalStatus", status), leaf("uid", chassis.oa().enclosureUid ? "UID_ON" : "UID_OFF"),
                 leaf("wizardStatus", "WIZARD_SETUP_COMPLETE"), diagnosticChecks(true), diagnosticChecksEx(true),
                 extra("healthStatus", status)});
}

Element rackTopology2(const Chassis& chassis) {
    auto facts = enclosureFacts(chassis.options());
    auto enclosure =
        node("enclosure",
             {leaf("enclosureNumber", 1), leaf("productId", kProductId), leaf("mfgId", kManufacturerId),
              leaf("enclosureUuid", facts.uuid), leaf("enclosureSerialNumber", facts.serial),
              leaf("enclosureName", chassis.oa().enclosureName), leaf("enclosureProductName", facts.product),
              leaf("enclosureStatus", "OP_STATUS_OK"), leaf("enclosureRackIpAddress", "169.254.1.1"),
              leaf("enclosureUrl", urlOf(chassis)), leaf("rackName", chassis.oa().rackName),
              leaf("primaryEnclosure", true), node("encLinkOaArray", {encLinkOa(chassis)})});
    return node("rackTopology2", {leaf("ruid", facts.uuid), node("enclosures", {enclosure})});
}

Element oaInfo(const Chassis& chassis, int bay) {
    auto facts = enclosureFacts(chassis.options());
    bool here = bay == 1;
    return node(
        "oaInfo",
        {leaf("bayNumber", bay), leaf("youAreHere", here),
         leaf("name", here ? "BladeSystem c3000 Onboard Administrator with KVM" : ""),
         leaf("partNumber", here ? "448589-B21" : ""), leaf("sparePartNumber", here ? "461514-001" : ""),
         leaf("serialNumber", here ? facts.oaSerial : ""), leaf("uuid", here ? "09" + facts.oaSerial : ""),
         leaf("assetTag", here ? "[Unknown]" : ""), leaf("manufacturer", here ? facts.manufacturer : ""),
         leaf("hwVersion", here ? kHardwareVersion : ""), leaf("fwVersion", here ? facts.oaFirmware : "0.00"),
         leaf("mmHeight", here ? 21 : 0), leaf("mmWidth", here ? 160 : 0), leaf("mmDepth", here ? 177 : 0)});
}

Element oaStatus(const Chassis& chassis, int bay) {
    auto facts = enclosureFacts(chassis.options());
    bool here = bay == 1;
    return node("oaStatus",
                {leaf("bayNumber", bay), leaf("oaName", here ? facts.oaName : ""),
                 leaf("oaRole", here ? "ACTIVE" : "OA_ABSENT"), leaf("operationalStatus", statusWord(here)),
                 leaf("uid", "UID_OFF"), leaf("restartCause", 0), leaf("oaRedundancy", false),
                 diagnosticChecks(here), diagnosticChecksEx(here)});
}

Element oaNetworkInfo(const Chassis& chassis, int bay) {
    auto facts = enclosureFacts(chassis.options());
    bool here = bay == 1;
    const auto& network = chassis.options().network;
    auto address = [&](Ipv4Address value) { return here ? value.toString() : std::string("0.0.0.0"); };
    return node("oaNetworkInfo",
                {leaf("bayNumber", bay), leaf("dhcpEnabled", false), leaf("dynDnsEnabled", false),
                 leaf("macAddress", here ? upperMac(facts.oaMac) : ""),
                 leaf("ipAddress", address(chassis.oaAddress())), leaf("netmask", address(network.netmask())),
                 leaf("gateway", address(network.host(1))),
                 node("dns", {leaf("ipAddress", address(network.host(1)))}),
                 leaf("elinkIpAddress", "169.254.1.1"), leaf("linkActive", here), extra("IpSwap", "false"),
                 extra("Ipv6Enabled", "false")});
}

Element oaVcmMode(const Chassis& chassis) {
    const auto& mode = chassis.vcmMode();
    return node("oaVcmMode",
                {leaf("isVcmMode", mode.active), leaf("vcmUrl", mode.active ? mode.url : "empty"),
                 leaf("vcmDomainId", mode.domainId), leaf("vcmDomainName", mode.domainName)});
}

Element lcdInfo(const Chassis& chassis) {
    auto facts = enclosureFacts(chassis.options());
    return node("lcdInfo",
                {leaf("name", "BladeSystem c3000 Insight Display"), leaf("partNumber", "441203-001"),
                 leaf("manufacturer", facts.manufacturer), leaf("fwVersion", "2.2.2")});
}

Element lcdStatus(const Chassis&) {
    // display is read with the enumeration of UIDs
    return node("lcdStatus",
                {leaf("status", "OP_STATUS_OK"), leaf("display", "UID_OFF"), leaf("lcdPin", false),
                 leaf("buttonLock", false), leaf("lcdSetupHealth", "LCD_SETUP_HEALTH_OK"),
                 diagnosticChecks(true), diagnosticChecksEx(true)});
}

Element userInfo(const OaUser& user) {
    return node("userInfo",
                {leaf("username", user.login), leaf("fullname", user.fullName), leaf("contactInfo", user.contact),
                 leaf("isEnabled", user.enabled), leaf("acl", user.access),
                 node("bayPermissions",
                      {leaf("oaAccess", user.oaAccess),
                       node("bladeBays", bayAccess("blade", kBladeBays, user.serverBays)),
                       node("interconnectTrayBays",
                            bayAccess("interconnectTray", kInterconnectBays, user.interconnectBays))})});
}

} // namespace seedbed::emulator
