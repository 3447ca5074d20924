// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include <fmt/format.h>

#include "oa-bridge/base/log.hpp"
#include "oa-bridge/base/text.hpp"
#include "oa-bridge/wire/ribcl.hpp"
#include "oa-bridge/wire/ribcl_boot.hpp"
#include "oa-bridge/wire/ribcl_reply.hpp"
#include "oa-bridge/wire/ribcl_words.hpp"

namespace seedbed::wire {

namespace {

// The text of the field `name` of an SMBIOS record.
std::string fieldOf(pugi::xml_node record, std::string_view name) {
    for (const auto node : record.children()) {
        if (iequals(node.name(), "FIELD") && iequals(attribute(node, "NAME"), name)) {
            return attribute(node, "VALUE");
        }
    }
    return {};
}

// Pairs of "Port" and "MAC", one behind the other under the same names.
void readNics(pugi::xml_node record, std::vector<Nic>& nics) {
    std::string port;
    for (const auto node : record.children()) {
        const auto name = attribute(node, "NAME");
        if (iequals(name, "Port")) {
            port = attribute(node, "VALUE");
        }
        if (!iequals(name, "MAC")) {
            continue;
        }
        if (const auto mac = MacAddress::parse(attribute(node, "VALUE"))) {
            nics.push_back({port, *mac});
        }
    }
}

void readRecord(pugi::xml_node record, HostIdentity& host) {
    const auto type = attribute(record, "TYPE");
    if (type == "0") {
        host.romFamily = fieldOf(record, "Family");
        host.romDate = fieldOf(record, "Date");
    } else if (type == "1") {
        host.product = fieldOf(record, "Product Name");
        host.serialNumber = fieldOf(record, "Serial Number");
        host.uuid = lower(fieldOf(record, "cUUID"));
    } else if (type == "209") {
        readNics(record, host.nics);
    }
}

bool granted(pugi::xml_node user, std::string_view name) {
    return flagOf(attribute(user, name)).value_or(false);
}

// Addresses that say something, in order.
std::vector<std::string> addressesOf(pugi::xml_node parent, std::initializer_list<std::string_view> names) {
    std::vector<std::string> addresses;
    for (const auto name : names) {
        auto value = valueOf(parent, name);
        if (!value.empty() && value != "0.0.0.0" && !iequals(value, "N/A")) {
            addresses.push_back(std::move(value));
        }
    }
    return addresses;
}

} // namespace

Result<> readRibclDone(std::string_view reply) {
    const auto opened = openRibcl(reply);
    if (!opened) {
        return fail(opened.error());
    }
    return {};
}

Result<PowerReading> readHostPower(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_HOST_POWER"); // not the name of the command
    if (!opened) {
        return fail(opened.error());
    }
    const auto word = attribute(opened->node, "HOST_POWER");
    if (iequals(word, "ON")) {
        return PowerReading::on;
    }
    if (iequals(word, "OFF")) {
        return PowerReading::off;
    }
    return fail(ribclNonsense(fmt::format("host power \"{}\"", log::printable(word, 32))));
}

Result<bool> readAutoPower(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_SERVER_AUTO_PWR");
    if (!opened) {
        return fail(opened.error());
    }
    const auto word = valueOf(opened->node, "SERVER_AUTO_PWR");
    constexpr std::string_view on[] = {"ON", "15", "30", "45", "60", "RANDOM"}; // the others are delays
    if (std::any_of(std::begin(on), std::end(on), [&word](std::string_view each) { return iequals(each, word); })) {
        return true;
    }
    if (iequals(word, "OFF")) {
        return false;
    }
    return fail(ribclNonsense(fmt::format("automatic power-on \"{}\"", log::printable(word, 32))));
}

Result<IloFirmware> readIloFirmware(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_FW_VERSION");
    if (!opened) {
        return fail(opened.error());
    }
    IloFirmware firmware;
    firmware.version = attribute(opened->node, "FIRMWARE_VERSION");
    firmware.date = attribute(opened->node, "FIRMWARE_DATE");
    firmware.licence = attribute(opened->node, "LICENSE_TYPE");
    firmware.processor = attribute(opened->node, "MANAGEMENT_PROCESSOR");
    if (firmware.version.empty()) {
        return fail(ribclNonsense("no firmware version"));
    }
    return firmware;
}

Result<std::string> readProductName(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_PRODUCT_NAME");
    if (!opened) {
        return fail(opened.error());
    }
    return valueOf(opened->node, "PRODUCT_NAME");
}

Result<HostIdentity> readHostData(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_HOST_DATA");
    if (!opened) {
        return fail(opened.error());
    }
    HostIdentity host;
    for (const auto node : opened->node.children()) {
        if (iequals(node.name(), "SMBIOS_RECORD")) {
            readRecord(node, host);
        }
    }
    if (host.serialNumber.empty() && host.product.empty()) {
        return fail(ribclNonsense("no system record in the host data"));
    }
    return host;
}

Result<std::vector<LogRecord>> readIloLog(std::string_view reply) {
    const auto opened = openPayload(reply, "EVENT_LOG");
    if (!opened) {
        return fail(opened.error());
    }
    std::vector<LogRecord> records;
    for (const auto node : opened->node.children()) {
        if (iequals(node.name(), "EVENT")) {
            records.push_back({attribute(node, "SEVERITY"), attribute(node, "CLASS"),
                               attribute(node, "INITIAL_UPDATE"), attribute(node, "LAST_UPDATE"),
                               numberIn(attribute(node, "COUNT")), attribute(node, "DESCRIPTION")});
        }
    }
    return records;
}

Result<std::vector<IloUser>> readIloUsers(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_ALL_USER_INFO");
    if (!opened) {
        return fail(opened.error());
    }
    std::vector<IloUser> users;
    for (const auto node : opened->node.children()) {
        if (!iequals(node.name(), inferred::userElement) || attribute(node, "USER_LOGIN").empty()) {
            continue; // a free place is an entry without a login in some firmware
        }
        IloUser user;
        user.login = attribute(node, "USER_LOGIN");
        user.name = attribute(node, "USER_NAME");
        user.privileges = {granted(node, "ADMIN_PRIV"), granted(node, "REMOTE_CONS_PRIV"),
                           granted(node, "RESET_SERVER_PRIV"), granted(node, "VIRTUAL_MEDIA_PRIV"),
                           granted(node, "CONFIG_ILO_PRIV")};
        users.push_back(std::move(user));
    }
    return users;
}

Result<BootSource> readOneTimeBoot(std::string_view reply) {
    const auto opened = openPayload(reply, "ONE_TIME_BOOT"); // not the name of the command
    if (!opened) {
        return fail(opened.error());
    }
    return bootSource(valueOf(opened->node, "BOOT_TYPE"));
}

Result<BootOrder> readPersistentBoot(std::string_view reply) {
    const auto opened = openPayload(reply, "PERSISTENT_BOOT");
    if (!opened) {
        return fail(opened.error());
    }
    BootOrder order;
    for (const auto node : opened->node.children()) {
        if (iequals(node.name(), "DEVICE")) {
            order.sources.push_back(bootSource(attribute(node, "VALUE")));
        }
    }
    return order;
}

Result<NetworkSettings> readNetworkSettings(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_NETWORK_SETTINGS");
    if (!opened) {
        return fail(opened.error());
    }
    const auto node = opened->node;
    NetworkSettings settings;
    settings.enabled = flagOf(valueOf(node, "ENABLE_NIC")).value_or(true);
    settings.dhcp = flagOf(valueOf(node, "DHCP_ENABLE")).value_or(false);
    settings.address = valueOf(node, "IP_ADDRESS");
    settings.netmask = valueOf(node, "SUBNET_MASK");
    settings.gateway = valueOf(node, "GATEWAY_IP_ADDRESS");
    settings.macAddress = lower(valueOf(node, "MAC_ADDRESS"));
    settings.dnsName = valueOf(node, "DNS_NAME");
    settings.domain = valueOf(node, "DOMAIN_NAME");
    settings.dnsServers = addressesOf(node, {"PRIM_DNS_SERVER", "SEC_DNS_SERVER", "TER_DNS_SERVER"});
    settings.timeServers = addressesOf(node, {"SNTP_SERVER1", "SNTP_SERVER2"});
    settings.timeFromDhcp = flagOf(valueOf(node, "DHCP_SNTP_SETTINGS")).value_or(false);
    settings.timeZone = valueOf(node, "TIMEZONE");
    return settings;
}

Result<GlobalSettings> readGlobalSettings(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_GLOBAL_SETTINGS");
    if (!opened) {
        return fail(opened.error());
    }
    const auto node = opened->node;
    GlobalSettings settings;
    settings.ipmiOverLan = flagOf(valueOf(node, inferred::ipmiOverLan));
    settings.sessionTimeoutMinutes = numberIn(valueOf(node, "SESSION_TIMEOUT"));
    settings.httpsPort = numberIn(valueOf(node, "HTTPS_PORT"));
    settings.sshPort = numberIn(valueOf(node, "SSH_PORT"));
    settings.shortestPassword = numberIn(valueOf(node, "MIN_PASSWORD"));
    return settings;
}

Result<VirtualMedia> readMediaStatus(std::string_view reply) {
    const auto opened = openPayload(reply, "GET_VM_STATUS");
    if (!opened) {
        return fail(opened.error());
    }
    VirtualMedia media;
    media.connected = iequals(attribute(opened->node, "VM_APPLET"), "CONNECTED");
    media.inserted = flagOf(attribute(opened->node, "IMAGE_INSERTED")).value_or(false);
    media.writeProtected = flagOf(attribute(opened->node, "WRITE_PROTECT")).value_or(true);
    media.bootOption = attribute(opened->node, "BOOT_OPTION");
    media.url = attribute(opened->node, "IMAGE_URL");
    return media;
}

} // namespace seedbed::wire
