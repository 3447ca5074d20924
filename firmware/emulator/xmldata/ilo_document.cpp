// SPDX-License-Identifier: GPL-3.0-or-later
#include <sstream>

#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/identity.hpp"
#include "firmware/emulator/state/told.hpp"
#include "firmware/emulator/xmldata/document.hpp"
#include "firmware/emulator/xmldata/xmldata.hpp"

namespace seedbed::emulator {

using xmldata::add;
using xmldata::padded;

namespace xmldata {

std::string written(const pugi::xml_document& document) {
    std::ostringstream stream;
    document.save(stream, " ", pugi::format_default, pugi::encoding_utf8);
    return stream.str();
}

} // namespace xmldata

namespace {

// The UUID as HP prints it plain: product number and serial number.
std::string plainUuid(const Blade& blade) { return blade.partNumber.substr(0, 6) + blade.serial; }

void addNic(pugi::xml_node nics, const char* port, const char* description, const MacAddress& mac,
            const std::string& address) {
    auto nic = add(nics, "NIC");
    add(nic, "PORT", std::string(port));
    add(nic, "DESCRIPTION", std::string(description));
    add(nic, "LOCATION", std::string("Embedded"));
    add(nic, "MACADDR", mac.toString());
    add(nic, "IPADDR", address);
    add(nic, "STATUS", std::string(address == "N/A" ? "Unknown" : "OK"));
}

void addServer(pugi::xml_node root, const Chassis& chassis, const Blade& blade) {
    auto server = add(root, "HSI");
    const auto serial = toldSerial(chassis, blade, "ilo-xml");
    add(server, "SBSN", padded(serial));
    add(server, "SPN", blade.productName);
    add(server, "UUID", plainUuid(blade));
    add(server, "SP", 1);
    add(server, "cUUID", upper(uuidText(blade.uuid)));
    auto identity = add(server, "VIRTUAL");
    add(identity, "STATE", std::string(blade.profile.empty() ? "Inactive" : "Active"));
    auto given = add(identity, "VID");
    add(given, "BSN", std::string());
    add(given, "cUUID", std::string());
    add(server, "PRODUCTID", padded(blade.partNumber));
    auto nics = add(server, "NICS");
    addNic(nics, "1", "HP Flex-10 10Gb 2-port 530FLB Adapter", blade.nics[0].mac, "N/A");
    addNic(nics, "2", "HP Flex-10 10Gb 2-port 530FLB Adapter", blade.nics[1].mac, "N/A");
    addNic(nics, "iLO", "iLO 4", blade.iloMac, blade.iloAddress.toString());
}

void addManager(pugi::xml_node root, const Blade& blade) {
    auto manager = add(root, "MP");
    add(manager, "ST", 1);
    add(manager, "PN", std::string("Integrated Lights-Out 4 (iLO 4)"));
    add(manager, "FWRI", blade.iloFirmware.substr(0, blade.iloFirmware.find(' ')));
    add(manager, "BBLK", std::string("03/05/2013"));
    add(manager, "HWRI", std::string("ASIC: 16"));
    add(manager, "SN", "ILO" + blade.serial);
    add(manager, "UUID", "ILO" + plainUuid(blade));
    add(manager, "IPM", 1);
    add(manager, "SSO", 0);
    add(manager, "PWRM", std::string("3.3"));
    add(manager, "ERS", 0);
    add(manager, "EALERT", 1);
}

} // namespace

std::string iloXmldata(const Chassis& chassis, BayNumber bay) {
    const auto& blade = chassis.blade(bay);
    const auto facts = enclosureFacts(chassis.options());
    pugi::xml_document document;
    auto declaration = document.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    auto root = document.append_child("RIMP");
    addServer(root, chassis, blade);
    addManager(root, blade);
    auto system = add(root, "BLADESYSTEM");
    add(system, "BAY", bay);
    auto manager = add(system, "MANAGER");
    add(manager, "TYPE", std::string("Onboard Administrator"));
    add(manager, "MGMTIPADDR", chassis.oaAddress().toString());
    add(manager, "RACK", chassis.oa().rackName);
    add(manager, "ENCL", chassis.oa().enclosureName);
    add(manager, "ST", 2);
    auto place = add(root, "SPATIAL");
    add(place, "DISCOVERY_RACK", std::string("Supported"));
    add(place, "TAG_VERSION", 0);
    add(place, "BAY", bay);
    add(place, "ENCLOSURE_cUUID", facts.uuid);
    auto health = add(root, "HEALTH");
    add(health, "STATUS", 2);
    return xmldata::written(document);
}

} // namespace seedbed::emulator
