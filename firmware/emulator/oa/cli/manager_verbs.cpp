// SPDX-License-Identifier: GPL-3.0-or-later
// The Onboard Administrator itself: its state, network, users, services, log.
#include <ctime>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "firmware/emulator/oa/cli/verbs.hpp"
#include "firmware/emulator/oa/cli/wordings.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/log_wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::oacli {
namespace {

const char* onWord(bool on) { return on ? "Enabled" : "Disabled"; }

std::string showOaStatus(CliCall& call) {
    return fmt::format("Onboard Administrator #1 Status:\n\tName:   {}\n\tRole:   Active\n\tUID:    {}\n\tStatus: OK\n"
                       "\tDiagnostic Status:\n",
                       call.chassis.oa().oaName, call.chassis.oa().oaUid ? "On" : "Off") +
           diagnosticRow("Internal Data", "OK") + diagnosticRow("Firmware Mismatch", "OK");
}

std::string showOaInfo(CliCall& call) {
    const auto facts = enclosureFacts(call.chassis.options());
    const auto row = [](std::string_view label, std::string_view value) {
        return fmt::format("\t{:<14}: {}\n", label, value);
    };
    return "Onboard Administrator #1 information:\n" + row("Product Name", "BladeSystem c3000 Onboard Administrator") +
           row("Part Number", "448589-B21") + row("Spare Part No.", "461514-001") +
           row("Serial Number", facts.oaSerial) + row("UUID", "09" + facts.oaSerial) +
           row("Manufacturer", facts.manufacturer) + row("Firmware Ver.", facts.oaFirmware + " Jun 26 2014") +
           row("Hw Board Type", "2") + row("Hw Version", "A1") + row("Loader Version", "U-Boot 1.2.0") +
           "\tSerial Port:\n\t\tBaud Rate     : 9600\n\t\tParity        : None\n\t\tData bits     : 8\n"
           "\t\tStop bits     : 1\n\t\tFlow control  : None\n";
}

std::string showOaNetwork(CliCall& call) {
    const auto& chassis = call.chassis;
    const auto facts = enclosureFacts(chassis.options());
    const auto& network = chassis.options().network;
    return fmt::format(
        "Enclosure Network Settings:\n\t- - - - - IPv6 Information - - - - -\n\tIPv6: Disabled\n\tDHCPv6: Disabled\n"
        "\tRouter Advertisements: Disabled\n\tStateless address autoconfiguration (SLAAC): Disabled\n\n"
        "Onboard Administrator #1 Network Information:\n\tName: {}\n\n\t- - - - - IPv4 Information - - - - -\n"
        "\tDHCP: Disabled\n\tDHCP-Supplied Domain Name: Disabled\n\tDomain Name: \n\tIPv4 Address: {}\n\tNetmask: {}\n"
        "\tGateway Address: {}\n\tStatic IPv4 DNS 1: Not Set\n\tStatic IPv4 DNS 2: Not Set\n\n"
        "\t- - - - - General Information - - - - -\n\tActive IPv4 DNS Servers:\n\t\tPrimary:   Not Set\n"
        "\t\tSecondary: Not Set\n\tMAC Address: {}\n\tLink Settings: Auto-Negotiation, 1000 Mbps, Full Duplex\n"
        "\tLink Status: Active\n\tEnclosure IP Mode: {}\n\n\t- - - - - Advanced Settings - - - - -\n"
        "\tUser-Supplied Domain Name: Not Set\n",
        chassis.oa().oaName, chassis.oaAddress().toString(), network.netmask().toString(),
        network.host(1).toString(), upperMac(facts.oaMac), onWord(chassis.oa().service("ENCLOSURE_IP_MODE")));
}

std::string showNetwork(CliCall& call) {
    auto text = showOaNetwork(call) + "\n\t- - - - - Protocols - - - - -\n";
    for (const auto& [name, on] : call.chassis.oa().services) {
        text += fmt::format("\t{}: {}\n", name, onWord(on));
    }
    return text;
}

std::string showDate(CliCall& call) {
    return fmt::format("Date: {:%Y-%m-%dT%H:%M:%S}\nTime Zone: {}\n",
                       fmt::gmtime(std::chrono::system_clock::to_time_t(call.chassis.now())),
                       call.chassis.oa().timezone);
}

std::string showTopology(CliCall& call) {
    const auto facts = enclosureFacts(call.chassis.options());
    return fmt::format("Rack Topology (top-down)\n\tRack Name: {}\n\nEnclosure Name   Status  Local   OA Address\n"
                       "---------------- ------- ------- ---------------\n{:<16} OK      Yes     {}\n",
                       call.chassis.oa().rackName, call.chassis.oa().enclosureName,
                       call.chassis.oaAddress().toString());
}

std::string showVcMode(CliCall& call) {
    const auto& mode = call.chassis.vcmMode();
    return fmt::format("Virtual Connect Mode: {}\nURL: {}\nDomain ID: {}\nDomain Name: {}\n", onWord(mode.active), mode.url,
                       mode.domainId, mode.domainName);
}

std::string clearVcMode(CliCall& call) {
    call.chassis.setVcmMode({});
    return "VCMODE was cleared.\n";
}

std::string showSyslog(CliCall& call) {
    std::string text;
    for (const auto& entry : call.chassis.oaLog().entries()) {
        text += fmt::format("{} OA: {}\n", isoTime(entry.last), entry.text);
    }
    return text.empty() ? std::string(words::syslogEmpty) : text;
}

std::string clearSyslog(CliCall& call) {
    call.chassis.clearOaLog();
    return words::syslogCleared;
}

std::string restartOa(CliCall& call) {
    call.chassis.restartOa();
    return "Restarting Onboard Administrator in bay #1 ...\n";
}

std::string bayText(const std::set<int>& bays) {
    std::string text;
    for (const int bay : bays) {
        text += fmt::format("{}{}", text.empty() ? "" : ",", bay);
    }
    return text.empty() ? "none" : text;
}

std::string userBlock(const OaUser& user) {
    return fmt::format("Local User \"{}\" Information:\n\tFull name: {}\n\tContact Info: {}\n\tUser Rights: {}\n\tAccount Status: {}\n"
                       "\tServer Bay Access List: {}\n\tInterconnect Bay Access List: {}\n\tOA Access: {}\n\n",
                       user.login, user.fullName, user.contact, user.access, onWord(user.enabled),
                       bayText(user.serverBays), bayText(user.interconnectBays), user.oaAccess ? "Yes" : "No");
}

std::string showUser(CliCall& call) {
    const auto name = call.word(0);
    std::string text;
    for (const auto& user : call.chassis.oa().users) {
        if (name.empty() || iequals(name, "LIST") || iequals(name, "ALL") || user.login == name) {
            text += userBlock(user);
        }
    }
    return text.empty() ? fmt::format(words::userUnknown, name) : text;
}

std::string addUser(CliCall& call) {
    if (call.words.size() != 2) {
        return fmt::format(words::badArguments, "ADD USER \"<user name>\" \"<password>\"");
    }
    auto& settings = call.chassis.oa();
    if (settings.user(call.word(0)) != nullptr) {
        return fmt::format(words::userExists, call.word(0));
    }
    OaUser user;
    user.login = call.word(0);
    user.password = Secret(call.word(1));
    user.access = "USER";
    user.oaAccess = false;
    settings.users.push_back(std::move(user));
    call.chassis.logOa(fmt::format(log_words::userAddedBy, call.word(0), call.user));
    call.chassis.oaChanged();
    return fmt::format(words::userAdded, call.word(0));
}

std::string removeUser(CliCall& call) {
    auto& settings = call.chassis.oa();
    const auto removed = std::erase_if(settings.users, [&call](const OaUser& user) {
        return user.login == call.word(0) && user.login != call.user;
    });
    call.chassis.oaChanged();
    return removed == 0 ? fmt::format(words::userUnknown, call.word(0)) : fmt::format(words::userRemoved, call.word(0));
}

// The user of words[i], changed by `change`; unknown ones are named.
template <class Change>
std::string changeUser(CliCall& call, std::size_t i, Change change) {
    auto* user = call.chassis.oa().user(call.word(i));
    if (user == nullptr) {
        return fmt::format(words::userUnknown, call.word(i));
    }
    change(*user);
    call.chassis.oaChanged();
    return fmt::format(words::userChanged, user->login);
}

std::string setUserAccess(CliCall& call) {
    for (const char* access : {"ADMINISTRATOR", "OPERATOR", "USER"}) {
        if (iequals(call.word(1), access)) {
            return changeUser(call, 0, [access](OaUser& user) { user.access = access; });
        }
    }
    return fmt::format(words::badArguments, "SET USER ACCESS \"<user name>\" {ADMINISTRATOR | OPERATOR | USER}");
}

std::string setUserPassword(CliCall& call) {
    return changeUser(call, 0, [&call](OaUser& user) { user.password = Secret(call.word(1)); });
}

std::string assign(CliCall& call, bool on) {
    const auto what = call.word(0);
    if (iequals(what, "OA")) {
        return changeUser(call, 1, [on](OaUser& user) { user.oaAccess = on; });
    }
    const bool server = iequals(what, "SERVER");
    const auto bays = bayList(call.word(1), server ? kBladeBays : kInterconnectBays);
    if (!bays || (!server && !iequals(what, "INTERCONNECT"))) {
        return fmt::format(words::badArguments, "ASSIGN {SERVER | INTERCONNECT} {ALL | <bays>} \"<user>\" | OA \"<user>\"");
    }
    return changeUser(call, 2, [&](OaUser& user) {
        auto& set = server ? user.serverBays : user.interconnectBays;
        for (const int bay : *bays) {
            if (on) {
                set.insert(bay);
            } else {
                set.erase(bay);
            }
        }
    });
}

std::string assignOn(CliCall& call) { return assign(call, true); }
std::string assignOff(CliCall& call) { return assign(call, false); }

std::string toggle(CliCall& call, bool on) {
    if (iequals(call.word(0), "USER")) {
        return changeUser(call, 1, [on](OaUser& user) { user.enabled = on; });
    }
    std::string name;
    for (const auto& word : call.words) {
        name += (name.empty() ? "" : " ") + upper(word);
    }
    auto& services = call.chassis.oa().services;
    const auto found = services.find(name);
    if (found == services.end()) {
        return fmt::format(words::badArguments, "{ENABLE | DISABLE} <service>");
    }
    found->second = on;
    call.chassis.oaChanged();
    return fmt::format(words::serviceChanged, name, on ? "enabled" : "disabled");
}

std::string enable(CliCall& call) { return toggle(call, true); }
std::string disable(CliCall& call) { return toggle(call, false); }

constexpr Verb kVerbs[] = {
    {"SHOW OA STATUS", showOaStatus},
    {"SHOW OA INFO", showOaInfo},
    {"SHOW OA NETWORK", showOaNetwork},
    {"SHOW NETWORK", showNetwork},
    {"SHOW DATE", showDate},
    {"SHOW TOPOLOGY", showTopology},
    {"SHOW VCMODE", showVcMode},
    {"CLEAR VCMODE", clearVcMode, "The enclosure will leave Virtual Connect mode."},
    {"SHOW SYSLOG", showSyslog},
    {"SHOW SYSLOG OA", showSyslog},
    {"CLEAR SYSLOG", clearSyslog, "The log will be lost."},
    {"RESTART OA", restartOa, "Every session with the Onboard Administrator will end."},
    {"SHOW USER", showUser},
    {"ADD USER", addUser},
    {"REMOVE USER", removeUser, "The user will be removed."},
    {"SET USER ACCESS", setUserAccess},
    {"SET USER PASSWORD", setUserPassword},
    {"ASSIGN", assignOn},
    {"UNASSIGN", assignOff},
    {"ENABLE", enable},
    {"DISABLE", disable},
};

} // namespace

std::span<const Verb> managerVerbs() { return kVerbs; }

} // namespace seedbed::emulator::oacli
