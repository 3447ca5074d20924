// SPDX-License-Identifier: GPL-3.0-or-later
// EBIPA, SNMP, names, and SHOW CONFIG, which prints all settings as lines that set them again.
#include <algorithm>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "firmware/emulator/oa/cli/verbs.hpp"
#include "firmware/emulator/oa/cli/wordings.hpp"
#include "firmware/emulator/state/enclosure.hpp"
#include "firmware/emulator/state/log_wordings.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator::oacli {
namespace {

std::span<EbipaEntry> entriesOf(Chassis& chassis, const std::string& device) {
    auto& oa = chassis.oa();
    if (iequals(device, "SERVER")) {
        return oa.ebipaServer;
    }
    if (iequals(device, "INTERCONNECT")) {
        return oa.ebipaInterconnect;
    }
    return {};
}

std::string at(const std::vector<std::string>& list, std::size_t i) { return i < list.size() ? list[i] : ""; }

// `current`: the address in use, whatever is set.
std::string ebipaRow(const std::string& bay, const EbipaEntry& entry, const std::string& current) {
    if (!entry.enabled) {
        return fmt::format("{:>3}    No\n", bay);
    }
    return fmt::format("{:>3}   Yes   {:<15} {:<15} {:<15} {:<15} {}\n            {:<15} {:<15} {:<15} {:<15}\n", bay,
                       entry.address, entry.netmask, entry.gateway, at(entry.dns, 0), entry.domain, current, "", "",
                       at(entry.dns, 1));
}

std::string showEbipa(CliCall& call) {
    const std::string device = call.word(0).empty() ? "SERVER" : call.word(0);
    const auto entries = entriesOf(call.chassis, device);
    if (entries.empty()) {
        return fmt::format(words::badArguments, "SHOW EBIPA {SERVER | INTERCONNECT}");
    }
    const bool server = iequals(device, "SERVER");
    auto text = fmt::format("EBIPA {} Settings\nBay Enabled EBIPA/Current   Netmask         Gateway         DNS             Domain\n"
                            "--- ------- --------------- --------------- --------------- --------------- ------\n",
                            server ? "Device Server" : "Interconnect");
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto bay = std::to_string(i + 1);
        if (!server) {
            text += ebipaRow(bay, entries[i], entries[i].address);
            continue;
        }
        const auto number = static_cast<BayNumber>(i + 1);
        text += ebipaRow(bay, entries[i], call.chassis.iloIsUp(number) ? call.chassis.iloAddress(number).toString() : "");
        text += ebipaRow(bay + "A", {}, "") + ebipaRow(bay + "B", {}, "");
    }
    return text;
}

bool isNone(const std::string& value) { return iequals(value, "NONE"); }
bool isAddress(const std::string& value) { return isNone(value) || Ipv4Address::parse(value).has_value(); }
std::string cleared(const std::string& value) { return isNone(value) ? "" : value; }

// Applies `change` to the entries of the bays named last, or to all.
template <class Change>
std::string changeEbipa(CliCall& call, const std::string& bays, Change change) {
    const auto entries = entriesOf(call.chassis, call.word(0));
    const auto list = bayList(bays.empty() ? "ALL" : bays, static_cast<int>(entries.size()));
    if (entries.empty() || !list) {
        return fmt::format(words::badArguments, "{SET | ADD | REMOVE | ENABLE | DISABLE} EBIPA {SERVER | INTERCONNECT} ... [<bays>]");
    }
    for (const int bay : *list) {
        change(entries[static_cast<std::size_t>(bay - 1)]);
    }
    call.chassis.oaChanged();
    return words::ebipaPending;
}

std::string setEbipa(CliCall& call) {
    const auto what = upper(call.word(1));
    const auto value = call.word(2);
    if (what == "NETMASK" || what == "GATEWAY") {
        if (!isAddress(value)) {
            return fmt::format(words::badArguments, "SET EBIPA {SERVER | INTERCONNECT} {NETMASK | GATEWAY} <address> [<bays>]");
        }
        return changeEbipa(call, call.word(3), [&](EbipaEntry& entry) {
            (what == "NETMASK" ? entry.netmask : entry.gateway) = cleared(value);
        });
    }
    if (what == "DOMAIN") {
        return changeEbipa(call, call.word(3), [&](EbipaEntry& entry) { entry.domain = cleared(value); });
    }
    if (what == "NTP") {
        const std::size_t place = iequals(value, "SECONDARY") ? 1 : 0;
        return changeEbipa(call, call.word(4), [&](EbipaEntry& entry) { entry.ntp[place] = cleared(call.word(3)); });
    }
    if (!isAddress(call.word(1)) || !isAddress(value)) {
        return fmt::format(words::badArguments, "SET EBIPA {SERVER | INTERCONNECT} {<address> <netmask> | NONE NONE} [<bays>]");
    }
    auto next = Ipv4Address::parse(call.word(1)); // counts up over the bays
    return changeEbipa(call, call.word(3), [&](EbipaEntry& entry) {
        entry.address = next ? next->toString() : "";
        entry.netmask = cleared(value);
        next = next ? Result<Ipv4Address>(*next + 1) : next;
    });
}

std::string addEbipa(CliCall& call) {
    if (!iequals(call.word(1), "DNS") || !isAddress(call.word(2))) {
        return fmt::format(words::badArguments, "ADD EBIPA {SERVER | INTERCONNECT} DNS <address> [<bays>]");
    }
    return changeEbipa(call, call.word(3), [&call](EbipaEntry& entry) {
        if (entry.dns.size() < 3) {
            entry.dns.push_back(call.word(2));
        }
    });
}

std::string removeEbipa(CliCall& call) {
    return changeEbipa(call, call.word(3), [&call](EbipaEntry& entry) { std::erase(entry.dns, call.word(2)); });
}

std::string enableEbipa(CliCall& call) {
    return changeEbipa(call, call.word(1), [](EbipaEntry& entry) { entry.enabled = true; });
}
std::string disableEbipa(CliCall& call) {
    return changeEbipa(call, call.word(1), [](EbipaEntry& entry) { entry.enabled = false; });
}

std::string saveEbipa(CliCall& call) {
    call.chassis.logOa(fmt::format(log_words::ebipaSavedBy, call.user));
    call.chassis.oaChanged();
    call.chassis.renewLeases();
    return words::ebipaSaved;
}

std::string showSnmp(CliCall& call) {
    const auto& oa = call.chassis.oa();
    auto text = fmt::format("SNMP Configuration:\n\tStatus: {}\n\tSystem Name: {}\n\tSystem Location: {}\n\tSystem Contact: {}\n"
                            "\tRead Community Name: {}\n\tWrite Community Name: {}\n\tTrap Destinations\n",
                            oa.service("SNMP") ? "Enabled" : "Disabled", oa.oaName, oa.snmpLocation, oa.snmpContact,
                            oa.snmpRead, oa.snmpWrite);
    for (const auto& receiver : oa.trapReceivers) {
        text += fmt::format("\t\t{} {}\n", receiver.address, receiver.community);
    }
    return text;
}

std::string addReceiver(CliCall& call) {
    if (!Ipv4Address::parse(call.word(0))) {
        return fmt::format(words::badArguments, "ADD SNMP TRAPRECEIVER <address> [\"<community>\"]");
    }
    SnmpReceiver receiver;
    receiver.address = call.word(0);
    receiver.community = call.words.size() > 1 ? call.word(1) : "public";
    call.chassis.oa().trapReceivers.push_back(std::move(receiver));
    call.chassis.oaChanged();
    return fmt::format(words::settingChanged, "SNMP trap receiver", call.word(0));
}

std::string removeReceiver(CliCall& call) {
    std::erase_if(call.chassis.oa().trapReceivers,
                  [&call](const SnmpReceiver& receiver) { return receiver.address == call.word(0); });
    call.chassis.oaChanged();
    return fmt::format(words::settingChanged, "SNMP trap receiver", "removed " + call.word(0));
}

struct TextSetting {
    std::string_view name; // what the verb ends with
    std::string OaSettings::* member;
};
constexpr TextSetting kTexts[] = {
    {"RACK NAME", &OaSettings::rackName},         {"ENCLOSURE NAME", &OaSettings::enclosureName},
    {"ENCLOSURE ASSET TAG", &OaSettings::assetTag}, {"OA NAME", &OaSettings::oaName},
    {"SNMP COMMUNITY READ", &OaSettings::snmpRead}, {"SNMP COMMUNITY WRITE", &OaSettings::snmpWrite},
    {"SNMP CONTACT", &OaSettings::snmpContact},   {"SNMP LOCATION", &OaSettings::snmpLocation},
    {"NTP PRIMARY", &OaSettings::ntpPrimary},     {"NTP SECONDARY", &OaSettings::ntpSecondary},
    {"TIMEZONE", &OaSettings::timezone},
};

template <std::size_t Row>
std::string setText(CliCall& call) {
    constexpr auto& setting = kTexts[Row];
    if (call.words.size() != 1 || call.word(0).size() > 64) {
        return fmt::format(words::badArguments, fmt::format("SET {} \"<text>\"", setting.name));
    }
    call.chassis.oa().*setting.member = call.word(0);
    call.chassis.oaChanged();
    return fmt::format(words::settingChanged, setting.name, call.word(0));
}

std::string setUid(CliCall& call) {
    call.chassis.oa().enclosureUid = call.has("ON");
    call.chassis.oaChanged();
    return fmt::format(words::settingChanged, "Enclosure UID", call.has("ON") ? "on" : "off");
}

std::string ebipaLines(const char* device, std::span<const EbipaEntry> entries) {
    std::string text;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const auto& entry = entries[i];
        if (!entry.address.empty()) {
            text += fmt::format("SET EBIPA {} {} {} {}\n", device, entry.address, entry.netmask, i + 1);
        }
        if (!entry.gateway.empty()) {
            text += fmt::format("SET EBIPA {} GATEWAY {} {}\n", device, entry.gateway, i + 1);
        }
        text += fmt::format("{} EBIPA {} {}\n", entry.enabled ? "ENABLE" : "DISABLE", device, i + 1);
    }
    return text;
}

std::string showConfig(CliCall& call) {
    const auto& chassis = call.chassis;
    const auto& oa = chassis.oa();
    auto text = fmt::format("#Script Generated by {}\n#Generated on: {:%a %b %d %H:%M:%S %Y}\n\nSET SCRIPT MODE ON\n",
                            call.user, fmt::gmtime(std::chrono::system_clock::to_time_t(chassis.now())));
    for (const auto& setting : kTexts) {
        const bool secret = setting.name.find("COMMUNITY") != std::string_view::npos;
        const auto& value = oa.*setting.member;
        if (!value.empty()) {
            text += fmt::format("SET {} \"{}\"\n", setting.name, secret ? "********" : value);
        }
    }
    text += fmt::format("SET POWER MODE {}\nSET POWER SAVINGS {}\n",
                        chassis.powerSettings().mode == RedundancyMode::acRedundant       ? "REDUNDANT"
                        : chassis.powerSettings().mode == RedundancyMode::supplyRedundant ? "POWERSUPPLY"
                                                                                          : "NONE",
                        chassis.powerSettings().dynamicSaver ? "ON" : "OFF");
    for (const auto& [name, on] : oa.services) {
        text += fmt::format("{} {}\n", on ? "ENABLE" : "DISABLE", name);
    }
    for (const auto& user : oa.users) {
        text += fmt::format("ADD USER \"{}\" \"********\"\nSET USER ACCESS \"{}\" {}\n", user.login, user.login, user.access);
    }
    return text + ebipaLines("SERVER", oa.ebipaServer) + ebipaLines("INTERCONNECT", oa.ebipaInterconnect) + "SAVE EBIPA\n";
}

constexpr Verb kVerbs[] = {
    {"SHOW EBIPA", showEbipa},
    {"SET EBIPA", setEbipa},
    {"ADD EBIPA", addEbipa},
    {"REMOVE EBIPA", removeEbipa},
    {"ENABLE EBIPA", enableEbipa},
    {"DISABLE EBIPA", disableEbipa},
    {"SAVE EBIPA", saveEbipa},
    {"SHOW SNMP", showSnmp},
    {"ADD SNMP TRAPRECEIVER", addReceiver},
    {"REMOVE SNMP TRAPRECEIVER", removeReceiver},
    {"SET RACK NAME", setText<0>},
    {"SET ENCLOSURE NAME", setText<1>},
    {"SET ENCLOSURE ASSET TAG", setText<2>},
    {"SET OA NAME", setText<3>},
    {"SET SNMP COMMUNITY READ", setText<4>},
    {"SET SNMP COMMUNITY WRITE", setText<5>},
    {"SET SNMP CONTACT", setText<6>},
    {"SET SNMP LOCATION", setText<7>},
    {"SET NTP PRIMARY", setText<8>},
    {"SET NTP SECONDARY", setText<9>},
    {"SET TIMEZONE", setText<10>},
    {"SET ENCLOSURE UID", setUid},
    {"SHOW CONFIG", showConfig},
};

} // namespace

std::span<const Verb> settingVerbs() { return kVerbs; }

} // namespace seedbed::emulator::oacli
