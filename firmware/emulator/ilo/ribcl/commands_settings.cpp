// SPDX-License-Identifier: GPL-3.0-or-later
// The settings of the iLO: network, global, SNMP; and what it knows of the directory and the OA. A setting is
// a row of a table: its name, its value by default, and where it lives when it has an effect. All others are
// kept as they are set.
#include <algorithm>
#include <charconv>

#include "firmware/emulator/ilo/ribcl/command.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::ribcl {
namespace {

struct Setting {
    const char* name;
    const char* otherwise;                     // as it leaves the factory
    std::string (*get)(const Call&) = nullptr; // null: what was set is kept
    bool (*set)(Ilo&,
                const std::string& text) = nullptr; // false: not such a value; null with a get: read only
};

template <std::string IloSettings::*Member>
std::string textOf(const Call& call) {
    return call.ilo().settings.*Member;
}
template <std::string IloSettings::*Member>
bool setText(Ilo& ilo, const std::string& text) {
    ilo.settings.*Member = text;
    return true;
}
template <int IloSettings::*Member, int Least, int Most>
bool setNumber(Ilo& ilo, const std::string& text) {
    int number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code != std::errc() || end != text.data() + text.size() || number < Least || number > Most) {
        return false;
    }
    ilo.settings.*Member = number;
    return true;
}
template <std::size_t Index>
std::string ntpOf(const Call& call) {
    return call.ilo().settings.ntp[Index];
}
template <std::size_t Index>
bool setNtp(Ilo& ilo, const std::string& text) {
    ilo.settings.ntp[Index] = text;
    return true;
}
template <std::size_t Index>
std::string receiverOf(const Call& call) {
    return call.ilo().settings.trapReceivers[Index];
}
template <std::size_t Index>
bool setReceiver(Ilo& ilo, const std::string& text) {
    ilo.settings.trapReceivers[Index] = text;
    return true;
}

std::string macOf(const Call& call) {
    return call.blade().iloMac.toString();
}
std::string addressOf(const Call& call) {
    return call.blade().iloAddress.toString();
}
std::string maskOf(const Call& call) {
    return call.chassis.options().network.netmask().toString();
}
std::string gatewayOf(const Call& call) {
    return call.chassis.options().network.host(1).toString();
}
std::string sessionTimeoutOf(const Call& call) {
    return std::to_string(call.ilo().settings.sessionTimeoutMinutes);
}
std::string minimumPasswordOf(const Call& call) {
    return std::to_string(call.ilo().settings.minimumPassword);
}
std::string ipmiOf(const Call& call) {
    return yesNo(call.ilo().settings.ipmiOverLan);
}
bool setIpmi(Ilo& ilo, const std::string& text) {
    const auto flag = truth(text);
    ilo.settings.ipmiOverLan = flag.value_or(ilo.settings.ipmiOverLan);
    return flag.has_value();
}

// In the order of a captured answer. On a blade with EBIPA the OA owns the address (inferred).
constexpr Setting kNetwork[] = {
    {"ENABLE_NIC", "Y"},
    {"SPEED_AUTOSELECT", "Y"},
    {"NIC_SPEED", "Automatic"},
    {"FULL_DUPLEX", "Automatic"},
    {"DHCP_ENABLE", "Y"},
    {"DHCP_GATEWAY", "Y"},
    {"DHCP_DNS_SERVER", "Y"},
    {"DHCP_WINS_SERVER", "Y"},
    {"DHCP_STATIC_ROUTE", "Y"},
    {"DHCP_DOMAIN_NAME", "Y"},
    {"DHCP_SNTP_SETTINGS", "N"},
    {"REG_WINS_SERVER", "Y"},
    {"REG_DDNS_SERVER", "Y"},
    {"PING_GATEWAY", "N"},
    {"MAC_ADDRESS", "", macOf},
    {"IP_ADDRESS", "", addressOf},
    {"SUBNET_MASK", "", maskOf},
    {"GATEWAY_IP_ADDRESS", "", gatewayOf},
    {"DNS_NAME", "", textOf<&IloSettings::dnsName>, setText<&IloSettings::dnsName>},
    {"DOMAIN_NAME", "", textOf<&IloSettings::domainName>, setText<&IloSettings::domainName>},
    {"PRIM_DNS_SERVER", "0.0.0.0"},
    {"SEC_DNS_SERVER", "0.0.0.0"},
    {"TER_DNS_SERVER", "0.0.0.0"},
    {"PRIM_WINS_SERVER", "0.0.0.0"},
    {"SEC_WINS_SERVER", "0.0.0.0"},
    {"SNTP_SERVER1", "", ntpOf<0>, setNtp<0>},
    {"SNTP_SERVER2", "", ntpOf<1>, setNtp<1>},
    {"TIMEZONE", "", textOf<&IloSettings::timezone>, setText<&IloSettings::timezone>},
};
constexpr const char* kRoutes[] = {"STATIC_ROUTE_1", "STATIC_ROUTE_2", "STATIC_ROUTE_3"};

constexpr Setting kGlobal[] = {
    {"SESSION_TIMEOUT", "", sessionTimeoutOf, setNumber<&IloSettings::sessionTimeoutMinutes, 0, 120>},
    {"F8_PROMPT_ENABLED", "Y"},
    {"F8_LOGIN_REQUIRED", "N"},
    {"HTTPS_PORT", "443"},
    {"HTTP_PORT", "80"},
    {"REMOTE_CONSOLE_PORT", "17990"},
    {"VIRTUAL_MEDIA_PORT", "17988"},
    {"SNMP_ACCESS_ENABLED", "Y"},
    {"SNMP_PORT", "161"},
    {"SNMP_TRAP_PORT", "162"},
    {"SSH_PORT", "22"},
    {"SSH_STATUS", "Y"},
    {"SERIAL_CLI_STATUS", "Enabled-Authentication Required"},
    {"SERIAL_CLI_SPEED", "9600"},
    {"VSP_LOG_ENABLE", "N"},
    {"MIN_PASSWORD", "", minimumPasswordOf, setNumber<&IloSettings::minimumPassword, 0, 39>},
    {"AUTHENTICATION_FAILURE_LOGGING", "Enabled-every 3rd failure"},
    {"RBSU_POST_IP", "Y"},
    {"ENFORCE_AES", "N"},
    {"IPMI_DCMI_OVER_LAN_ENABLED", "", ipmiOf, setIpmi},
};

constexpr Setting kSnmp[] = {
    {"SNMP_ACCESS", "Enable"},
    {"SNMP_ADDRESS_1", "", receiverOf<0>, setReceiver<0>},
    {"SNMP_ADDRESS_1_ROCOMMUNITY", "", textOf<&IloSettings::snmpReadCommunity>,
     setText<&IloSettings::snmpReadCommunity>},
    {"SNMP_ADDRESS_1_TRAPCOMMUNITY", "public"},
    {"SNMP_ADDRESS_2", "", receiverOf<1>, setReceiver<1>},
    {"SNMP_ADDRESS_2_ROCOMMUNITY", ""},
    {"SNMP_ADDRESS_2_TRAPCOMMUNITY", ""},
    {"SNMP_ADDRESS_3", "", receiverOf<2>, setReceiver<2>},
    {"SNMP_ADDRESS_3_ROCOMMUNITY", ""},
    {"SNMP_ADDRESS_3_TRAPCOMMUNITY", ""},
    {"SNMP_V3_ENGINE_ID", ""},
    {"SNMP_PORT", "161"},
    {"SNMP_TRAP_PORT", "162"},
    {"TRAP_SOURCE_IDENTIFIER", "iLO Hostname"},
    {"RIB_TRAPS", "Y"},
    {"OS_TRAPS", "Y"},
    {"COLD_START_TRAP_BROADCAST", "Y"},
    {"SNMP_V1_TRAPS", "Y"},
    {"SNMP_PASSTHROUGH_STATUS", "N"},
    {"WEB_AGENT_IP_ADDRESS", ""},
    {"CIM_SECURITY_MASK", "3"},
    {"SNMP_SYS_CONTACT", ""},
    {"SNMP_SYS_LOCATION", ""},
    {"AGENTLESS_MANAGEMENT_ENABLE", "Y"},
    {"SNMP_SYSTEM_ROLE", ""},
    {"SNMP_SYSTEM_ROLE_DETAIL", ""},
};

constexpr Setting kDirectory[] = {
    {"DIR_AUTHENTICATION_ENABLED", "N"}, {"DIR_LOCAL_USER_ACCT", "Y"}, {"DIR_SERVER_ADDRESS", ""},
    {"DIR_SERVER_PORT", "636"},          {"DIR_OBJECT_DN", ""},        {"DIR_USER_CONTEXT_1", ""},
    {"DIR_USER_CONTEXT_2", ""},          {"DIR_USER_CONTEXT_3", ""},   {"DIR_ENABLE_GRP_ACCT", "N"},
    {"DIR_KERBEROS_ENABLED", "N"},
};

constexpr std::size_t kLongestValue = 255;

std::string shown(const Call& call, const Setting& setting) {
    if (setting.get != nullptr) {
        return setting.get(call);
    }
    const auto& kept = call.ilo().settings.kept;
    const auto found = kept.find(setting.name);
    return found == kept.end() ? setting.otherwise : found->second;
}

template <std::size_t Count>
Element tell(const Call& call, const char* name, const Setting (&settings)[Count]) {
    Element all = node(name, {});
    for (const auto& setting : settings) {
        auto element = value(setting.name, shown(call, setting));
        if (std::string_view(setting.name).ends_with("TRAPCOMMUNITY")) {
            element.attributes.insert(element.attributes.begin(), {"VERSION", "v1"});
        }
        all.children.push_back(std::move(element));
    }
    return all;
}

bool change(Call& call, const Setting& setting, const std::string& text) {
    const bool readOnly = setting.get != nullptr && setting.set == nullptr;
    if (!isPlain(text, kLongestValue) || readOnly) {
        return readOnly; // the OA owns the address: what is said of it is passed over
    }
    if (setting.set != nullptr) {
        return setting.set(call.ilo(), text);
    }
    call.ilo().settings.kept[setting.name] = text;
    return true;
}

template <std::size_t Count>
Outcome modify(Call& call, const char* what, const Setting (&settings)[Count]) {
    auto& ilo = call.ilo();
    const auto before = ilo.settings;
    for (const auto& child : call.node.children) {
        const auto* setting =
            std::find_if(std::begin(settings), std::end(settings),
                         [&child](const Setting& row) { return iequals(row.name, child.name); });
        const auto text = child.get("VALUE");
        const bool known = setting != std::end(settings) && text;
        const bool other = startsWith(upper(child.name), "STATIC_ROUTE") ||
                           startsWith(upper(child.name), "IPV6") ||
                           startsWith(upper(child.name), "SNMP_USER_PROFILE");
        if (known ? !change(call, *setting, *text) : !other) {
            ilo.settings = before;
            return invalidValue(child.name);
        }
    }
    call.note(fmt::format("{} settings modified", what));
    call.chassis.iloChanged(call.bay);
    return {};
}

} // namespace

Outcome getNetworkSettings(Call& call) {
    auto all = tell(call, "GET_NETWORK_SETTINGS", kNetwork);
    for (const auto* route : kRoutes) {
        all.children.push_back(
            tag(route, {{"DEST", "0.0.0.0"}, {"MASK", "0.0.0.0"}, {"GATEWAY", "0.0.0.0"}}));
    }
    for (const char* name : {"IPV6_PREFERRED_PROTOCOL", "IPV6_ADDR_AUTOCFG", "IPV6_REG_DDNS_SERVER"}) {
        all.children.push_back(value(name, "Y"));
    }
    for (const char* name : {"IPV6_PRIM_DNS_SERVER", "IPV6_SEC_DNS_SERVER", "IPV6_TER_DNS_SERVER"}) {
        all.children.push_back(value(name, ""));
    }
    return Outcome::of(std::move(all));
}

Outcome modNetworkSettings(Call& call) {
    auto outcome = modify(call, "Network", kNetwork);
    if (outcome.status != 0) {
        return outcome;
    }
    call.effects.restartIlo = true; // its network starts anew
    const auto& server = call.ilo().settings.ntp[0];
    if (!server.empty() && server != "0.0.0.0") { // every server is one that answers
        call.chassis.setIloTime(call.bay);
    }
    return outcome;
}

Outcome getGlobalSettings(Call& call) {
    return Outcome::of(tell(call, "GET_GLOBAL_SETTINGS", kGlobal));
}

Outcome modGlobalSettings(Call& call) {
    return modify(call, "Global", kGlobal);
}

Outcome getSnmpSettings(Call& call) {
    auto all = tell(call, "GET_SNMP_IM_SETTINGS", kSnmp);
    for (const char* index : {"1", "2", "3"}) {
        Element profile =
            node("SNMP_USER_PROFILE",
                 {value("SECURITY_NAME", ""), value("AUTHN_PROTOCOL", "MD5"), value("AUTHN_PASSPHRASE", ""),
                  value("PRIVACY_PROTOCOL", "DES"), value("PRIVACY_PASSPHRASE", "")});
        profile.attributes = {{"INDEX", index}};
        all.children.push_back(std::move(profile));
    }
    return Outcome::of(std::move(all));
}

Outcome modSnmpSettings(Call& call) {
    return modify(call, "SNMP", kSnmp);
}

// To every receiver that is set; the iLO's face sends it.
Outcome sendSnmpTestTrap(Call& call) {
    ++call.ilo().testTraps;
    call.note("SNMP test trap was sent");
    call.chassis.iloChanged(call.bay);
    return {};
}

Outcome getDirectoryConfig(Call& call) {
    return Outcome::of(tell(call, "GET_DIR_CONFIG", kDirectory));
}

Outcome getOaInfo(Call& call) {
    const auto facts = enclosureFacts(call.chassis.options());
    return Outcome::of(node(
        "GET_OA_INFO",
        {value("ipAddress", call.chassis.oaAddress().toString()), value("macAddress", facts.oaMac.toString()),
         value("RACK", call.chassis.oa().rackName), value("ENCL", call.chassis.oa().enclosureName),
         value("Location", call.bay), value("System_Health", 2), value("uidStatus", "Off")}));
}

} // namespace seedbed::emulator::ribcl
