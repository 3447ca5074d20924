// SPDX-License-Identifier: GPL-3.0-or-later
#include "oa-bridge/wire/xmldata.hpp"

#include <charconv>

#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/xml.hpp"

namespace seedbed::wire {

namespace {

constexpr int mostBays = 16;

Error nonsense(std::string cause) {
    Error error;
    error.kind = ErrorKind::nonsense;
    error.id = "XMLDATA-NONSENSE";
    error.cause = std::move(cause);
    error.action = "check that the address is an Onboard Administrator or an iLO";
    return error;
}

// "Bay 3" and "3"; 0 for anything else.
BayNumber bayIn(std::string_view text) {
    const auto digit = text.find_first_of("0123456789");
    if (digit == std::string_view::npos) {
        return 0;
    }
    int number = 0;
    std::from_chars(text.data() + digit, text.data() + text.size(), number);
    return number >= 1 && number <= mostBays ? number : 0;
}

Health healthOf(std::string_view word) {
    if (iequals(word, "OK")) {
        return Health::ok;
    }
    if (iequals(word, "DEGRADED")) {
        return Health::degraded;
    }
    return iequals(word, "FAILED") ? Health::failed : Health::unknown;
}

PowerReading powerOf(std::string_view word) {
    if (iequals(word, "ON")) {
        return PowerReading::on;
    }
    return iequals(word, "OFF") ? PowerReading::off : PowerReading::unknown;
}

std::vector<Nic> nicsOf(pugi::xml_node host) {
    std::vector<Nic> nics;
    for (const auto node : children(child(host, "NICS"), "NIC")) {
        if (const auto mac = MacAddress::parse(childText(node, "MACADDR"))) {
            nics.push_back({childText(node, "PORT"), *mac});
        }
    }
    return nics;
}

DeviceBay bladeOf(pugi::xml_node node, BayNumber bay) {
    DeviceBay blade;
    blade.number = bay;
    blade.status.bay = bay;
    blade.status.presence = Presence::present;
    blade.status.health = healthOf(childText(node, "STATUS"));
    const auto power = child(node, "POWER");
    blade.status.power = powerOf(childText(power, "POWERSTATE"));
    const auto watts = childText(power, "POWER_CONSUMED");
    std::from_chars(watts.data(), watts.data() + watts.size(), blade.status.wattsConsumed);
    blade.status.unitLight = iequals(childText(node, "UIDSTATUS"), "ON");
    blade.product = childText(node, "SPN");
    blade.manufacturer = childText(node, "MANUFACTURER");
    blade.serialNumber = childText(node, "BSN");
    blade.uuid = childText(node, "cUUID");
    blade.serverName = childText(node, "NAME");
    blade.romVersion = childText(node, "BLADEROMVER");
    blade.ilo.address = childText(node, "MGMTIPADDR");
    blade.ilo.dnsName = childText(node, "MGMTDNSNAME");
    blade.ilo.model = childText(node, "MGMTPN");
    blade.ilo.firmware = childText(node, "MGMTFWVERSION");
    return blade;
}

void readOa(pugi::xml_node infrastructure, DeviceIdentity& identity) {
    identity.kind = DeviceIdentity::Kind::oa;
    identity.product = childText(infrastructure, "PN");
    identity.serialNumber = childText(infrastructure, "ENCL_SN");
    identity.uuid = childText(infrastructure, "UUID");
    identity.enclosure = childText(infrastructure, "ENCL");
    identity.rack = childText(infrastructure, "RACK");
    identity.dateTime = childText(infrastructure, "DATETIME");
    identity.timeZone = childText(infrastructure, "TIMEZONE");
    for (const auto node : children(child(infrastructure, "BLADES"), "BLADE")) {
        const auto bay = bayIn(childText(child(node, "BAY"), "CONNECTION"));
        if (bay != 0) {
            identity.blades.push_back(bladeOf(node, bay));
        }
    }
}

void readIlo(pugi::xml_node root, pugi::xml_node host, DeviceIdentity& identity) {
    identity.kind = DeviceIdentity::Kind::ilo;
    identity.product = childText(host, "SPN");
    identity.serialNumber = childText(host, "SBSN");
    identity.uuid = lower(childText(host, "cUUID"));
    identity.nics = nicsOf(host);
    const auto system = child(root, "BLADESYSTEM");
    const auto manager = child(system, "MANAGER");
    identity.bay = bayIn(childText(system, "BAY"));
    identity.oaAddress = childText(manager, "MGMTIPADDR");
    identity.enclosure = childText(manager, "ENCL");
    identity.rack = childText(manager, "RACK");
}

} // namespace

Result<DeviceIdentity> readXmlData(std::string_view reply) {
    const auto document = parseXml(reply);
    if (!document) {
        return fail(nonsense(document.error().id + ": " + document.error().cause));
    }
    const auto root = child(**document, "RIMP");
    const auto infrastructure = child(root, "INFRA2");
    const auto host = child(root, "HSI");
    if (!infrastructure && !host) {
        return fail(nonsense("no RIMP document of an OA or an iLO"));
    }
    DeviceIdentity identity;
    identity.processor = childText(child(root, "MP"), "PN");
    identity.firmware = childText(child(root, "MP"), "FWRI");
    if (infrastructure) {
        readOa(infrastructure, identity);
    } else {
        readIlo(root, host, identity);
    }
    return identity;
}

} // namespace seedbed::wire
