// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/state/told.hpp"
#include "firmware/emulator/state/units.hpp"
#include "firmware/emulator/xmldata/document.hpp"
#include "firmware/emulator/xmldata/xmldata.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

using xmldata::add;
using xmldata::padded;

std::string statusOf(bool good) { return good ? "OK" : "FAILED"; }

void addBlade(pugi::xml_node blades, const Chassis& chassis, const Blade& blade) {
    auto node = add(blades, "BLADE");
    add(add(node, "BAY"), "CONNECTION", blade.bay);
    add(node, "MGMTIPADDR", blade.iloAddress.toString());
    add(node, "MGMTDNSNAME", blade.iloName);
    add(node, "MGMTPN", std::string("iLO4"));
    add(node, "MGMTFWVERSION", blade.iloFirmware);
    add(node, "BLADEROMVER", blade.romVersion);
    add(node, "NAME", blade.serverName.empty() ? std::string("[Unknown]") : blade.serverName);
    add(node, "PWRM", std::string("3.3"));
    add(node, "SPN", blade.productName);
    add(node, "BSN", padded(toldSerial(chassis, blade, "oa-xml")));
    add(node, "UUID", blade.partNumber.substr(0, 6) + blade.serial);
    add(node, "TYPE", std::string("SERVER"));
    add(node, "MANUFACTURER", enclosureFacts(chassis.options()).manufacturer);
    add(node, "STATUS", std::string("OK"));
    add(node, "UIDSTATUS", std::string(blade.uidLit ? "ON" : "OFF"));
    auto temperature = add(add(node, "TEMPS"), "TEMP");
    add(temperature, "LOCATION", 14);
    add(temperature, "DESC", std::string("AMBIENT"));
    add(temperature, "C", enclosureReadings(chassis).ambient);
    auto power = add(node, "POWER");
    add(power, "POWERSTATE", std::string(toldPower(chassis, blade, "oa-xml") ? "ON" : "OFF"));
    add(power, "POWERMODE", std::string("AUTOMATIC"));
    add(power, "POWER_CONSUMED", bladeWatts(blade));
    add(node, "cUUID", upper(uuidText(blade.uuid)));
    add(node, "CONJOINABLE", std::string("false"));
}

void addSwitch(pugi::xml_node switches, const Chassis& chassis) {
    const auto facts = enclosureFacts(chassis.options());
    auto node = add(switches, "SWITCH");
    add(add(node, "BAY"), "CONNECTION", 1);
    add(node, "MGMTIPADDR", chassis.vcAddress().toString());
    add(node, "MGMTURL", "https://" + chassis.vcAddress().toString());
    add(node, "BSN", padded(facts.vcSerial));
    add(node, "PN", padded("638526-B21"));
    add(node, "FWRI", facts.vcFirmware);
    add(node, "FABRICTYPE", std::string("INTERCONNECT_TRAY_TYPE_10GETH"));
    add(node, "SPN", std::string("HP VC Flex-10/10D Module"));
    add(node, "MANUFACTURER", std::string("HP"));
    add(node, "STATUS", std::string("OK"));
    add(node, "UIDSTATUS", std::string("OFF"));
    auto map = add(node, "PORTMAP");
    add(map, "STATUS", std::string("OK"));
    add(map, "PASSTHRU_MODE_ENABLED", std::string("DISABLED"));
    auto slot = add(map, "SLOT");
    add(slot, "NUMBER", 1);
    add(slot, "TYPE", std::string("INTERCONNECT_TRAY_TYPE_10GETH"));
    for (int port = 1; port <= kDownlinks; ++port) {
        auto row = add(slot, "PORT");
        add(row, "NUMBER", port);
        add(row, "BLADEBAYNUMBER", port <= kBladeBays ? port : port - kBladeBays);
        add(row, "BLADEMEZZNUMBER", 9);
        add(row, "BLADEMEZZPORTNUMBER", port <= kBladeBays ? 1 : 2);
        add(row, "STATUS", std::string("OK"));
        add(row, "ENABLED", std::string("UNKNOWN"));
    }
    add(node, "THERMAL", std::string("OK"));
    auto power = add(node, "POWER");
    add(power, "POWERSTATE", std::string("ON"));
    add(power, "POWER_ON_WATTAGE", 60);
    add(power, "POWER_OFF_WATTAGE", 10);
}

void addManager(pugi::xml_node managers, const Chassis& chassis, Ipv4Address dialled) {
    const auto facts = enclosureFacts(chassis.options());
    auto node = add(managers, "MANAGER");
    add(add(node, "BAY"), "CONNECTION", 1);
    add(node, "MGMTIPADDR", dialled.toString());
    add(node, "NAME", chassis.oa().oaName);
    add(node, "ROLE", std::string("ACTIVE"));
    add(node, "STATUS", std::string("OK"));
    add(node, "FWRI", facts.oaFirmware);
    add(node, "UIDSTATUS", std::string(chassis.oa().oaUid ? "ON" : "OFF"));
    add(node, "WIZARDSTATUS", std::string("WIZARD_SETUP_COMPLETE"));
    add(node, "YOUAREHERE", std::string("true"));
    add(node, "BSN", padded(facts.oaSerial));
    add(node, "UUID", "09" + facts.oaSerial);
    add(node, "SPN", std::string("BladeSystem c3000 Onboard Administrator"));
    add(node, "MANUFACTURER", facts.manufacturer);
    add(node, "MACADDR", upperMac(facts.oaMac));
    add(node, "IPV6STATUS", std::string("DISABLED"));
}

void addFans(pugi::xml_node infra, const Chassis& chassis) {
    const int good = goodFans(chassis);
    auto fans = add(infra, "FANS");
    add(fans, "STATUS", std::string(good == kFanBays ? "OK" : "DEGRADED"));
    add(fans, "REDUNDANCY", std::string(good > kFansNeeded ? "REDUNDANT" : "NOT_REDUNDANT"));
    add(fans, "WANTED_FANS", kFanBays);
    add(fans, "NEEDED_FANS", kFansNeeded);
    for (int bay = 1; bay <= kFanBays; ++bay) {
        const auto fan = fanState(chassis, bay);
        if (!fan.present) {
            continue;
        }
        auto node = add(fans, "FAN");
        add(add(node, "BAY"), "CONNECTION", bay);
        add(node, "STATUS", statusOf(fan.good()));
        add(node, "PN", std::string("412140-B21"));
        add(node, "PRODUCTNAME", std::string("Active Cool 200 Fan"));
        add(node, "PWR_USED", fan.good() ? enclosureReadings(chassis).fanWatts : 0);
        add(node, "RPM_CUR", fan.rpm);
        add(node, "RPM_MAX", kFanMaximumRpm);
        add(node, "RPM_MIN", 600);
    }
}

void addPower(pugi::xml_node infra, const Chassis& chassis) {
    const auto readings = enclosureReadings(chassis);
    const bool whole = goodPowerSupplies(chassis) == kPowerSupplies;
    const auto mode = chassis.powerSettings().mode;
    auto power = add(infra, "POWER");
    add(power, "TYPE", std::string(chassis.options().input == PowerInput::dc ? "INTERNAL_DC" : "INTERNAL_AC"));
    add(power, "STATUS", std::string(whole ? "OK" : "DEGRADED"));
    add(power, "CAPACITY", powerCapacityWatts(chassis));
    add(power, "OUTPUT_POWER", readings.outputWatts);
    add(power, "POWER_CONSUMED", readings.inputWatts);
    add(power, "REDUNDANT_CAPACITY", powerCapacityWatts(chassis));
    add(power, "REDUNDANCY", std::string(whole && mode != RedundancyMode::none ? "REDUNDANT" : "NOT_REDUNDANT"));
    add(power, "REDUNDANCYMODE", std::string(mode == RedundancyMode::acRedundant       ? "AC_REDUNDANT"
                                             : mode == RedundancyMode::supplyRedundant ? "POWER_SUPPLY_REDUNDANT"
                                                                                       : "NON_REDUNDANT"));
    add(power, "WANTED_PS", kPowerSupplies);
    add(power, "NEEDED_PS", 2);
    add(power, "DYNAMICPOWERSAVER", std::string(chassis.powerSettings().dynamicSaver ? "true" : "false"));
    for (int bay = 1; bay <= kPowerSupplyBays; ++bay) {
        const auto supply = powerSupplyState(chassis, bay);
        if (!supply.present) {
            continue;
        }
        auto node = add(power, "POWERSUPPLY");
        add(add(node, "BAY"), "CONNECTION", bay);
        add(node, "STATUS", statusOf(supply.good()));
        add(node, "ACINPUT", statusOf(!supply.inputLost));
        add(node, "ACTUALOUTPUT", supply.outputWatts);
        add(node, "CAPACITY", supply.capacityWatts);
        add(node, "SN", fmt::format("5A{:08}{:02}", chassis.options().seed % 100000000, bay));
        add(node, "FWRI", std::string("1.00"));
        add(node, "PN", std::string("437572-B21"));
    }
}

void addVcm(pugi::xml_node infra, const Chassis& chassis) {
    const auto& mode = chassis.vcmMode();
    auto vcm = add(infra, "VCM");
    add(vcm, "vcmMode", std::string(mode.active ? "true" : "false"));
    add(vcm, "vcmUrl", mode.active ? mode.url : std::string("empty"));
    add(vcm, "vcmDomainName", mode.domainName);
    add(vcm, "vcmDomainId", mode.domainId);
}

void addInfrastructure(pugi::xml_node root, const Chassis& chassis, Ipv4Address dialled) {
    const auto facts = enclosureFacts(chassis.options());
    const bool whole = goodPowerSupplies(chassis) == kPowerSupplies && goodFans(chassis) == kFanBays;
    auto infra = add(root, "INFRA2");
    add(infra, "RACK", chassis.oa().rackName);
    add(infra, "ENCL", chassis.oa().enclosureName);
    add(infra, "DATETIME", isoTime(chassis.now()));
    add(infra, "TIMEZONE", chassis.oa().timezone);
    add(infra, "PN", facts.product);
    add(infra, "ASSET", chassis.oa().assetTag);
    add(infra, "STATUS", std::string(whole ? "OK" : "DEGRADED"));
    add(infra, "ENCL_SN", padded(facts.serial));
    add(infra, "PART", facts.partNumber);
    add(infra, "UUID", facts.uuid);
    add(infra, "UIDSTATUS", std::string(chassis.oa().enclosureUid ? "ON" : "OFF"));
    add(infra, "ADDR", std::string("A9FE0101"));
    add(infra, "SOLUTIONSID", std::string("0000000000000000"));
    auto blades = add(infra, "BLADES");
    for (BayNumber bay = 1; bay <= kBladeBays; ++bay) {
        if (chassis.blade(bay).present) {
            addBlade(blades, chassis, chassis.blade(bay));
        }
    }
    addSwitch(add(infra, "SWITCHES"), chassis);
    addManager(add(infra, "MANAGERS"), chassis, dialled);
    addFans(infra, chassis);
    addPower(infra, chassis);
    addVcm(infra, chassis);
}

} // namespace

std::string oaXmldata(const Chassis& chassis, Ipv4Address dialled) {
    const auto facts = enclosureFacts(chassis.options());
    pugi::xml_document document;
    document.append_child(pugi::node_declaration).append_attribute("version") = "1.0";
    auto root = document.append_child("RIMP");
    auto manager = add(root, "MP");
    add(manager, "ST", 1);
    add(manager, "PRIM", std::string("true"));
    add(manager, "PN", std::string("BladeSystem c3000 Onboard Administrator"));
    add(manager, "FWRI", facts.oaFirmware);
    add(manager, "HWRI", std::string("A1"));
    add(manager, "SN", padded(facts.oaSerial));
    add(manager, "UUID", "09" + facts.oaSerial);
    add(manager, "STE", std::string("false"));
    add(manager, "USESTE", std::string("false"));
    add(manager, "SSO", std::string("false"));
    add(manager, "CIMOM", std::string("false"));
    add(manager, "ERS", std::string("false"));
    addInfrastructure(root, chassis, dialled);
    add(add(root, "RK_TPLGY"), "RUID", facts.uuid);
    return xmldata::written(document);
}

} // namespace seedbed::emulator
