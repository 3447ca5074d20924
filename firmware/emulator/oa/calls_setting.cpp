// SPDX-License-Identifier: GPL-3.0-or-later
// What can be set at the OA, its logs, and its way to the iLOs. Names and parameters of the calls as public clients
// use them; the shapes of answers the reference grades unknown are inferred.
#include <fmt/format.h>

#include "firmware/emulator/oa/calls.hpp"
#include "firmware/emulator/state/log_wordings.hpp"
#include "firmware/emulator/state/xml_text.hpp"
#include "oa-bridge/base/text.hpp"

namespace seedbed::emulator {
namespace {

Answer addUser(OaState& state, const SoapRequest& request) {
    auto& oa = state.chassis.oa();
    const auto login = request.text("username");
    if (login.empty() || login.size() > 40 || oa.user(login) != nullptr) {
        return tl::unexpected(faults::badParameter("username"));
    }
    OaUser user;
    user.login = login;
    user.password = Secret(request.text("password"));
    user.access = "USER";
    user.oaAccess = false;
    oa.users.push_back(std::move(user));
    state.chassis.logOa(fmt::format(log_words::userAdded, login));
    state.chassis.oaChanged();
    return done(request);
}

template <class Change>
Answer changeUser(OaState& state, const SoapRequest& request, Change change) {
    OaUser* user = state.chassis.oa().user(request.text("username"));
    if (user == nullptr) {
        return tl::unexpected(faults::badParameter("username"));
    }
    change(*user);
    state.chassis.oaChanged();
    return done(request);
}

Answer setUserPassword(OaState& state, const SoapRequest& request) {
    return changeUser(state, request, [&](OaUser& user) { user.password = Secret(request.text("password")); });
}

Answer setUserBayAcl(OaState& state, const SoapRequest& request) {
    const auto access = request.text("acl");
    if (access != "ADMINISTRATOR" && access != "OPERATOR" && access != "USER") {
        return tl::unexpected(faults::badParameter("acl"));
    }
    return changeUser(state, request, [&](OaUser& user) { user.access = access; });
}

template <bool On>
Answer setUserEnabled(OaState& state, const SoapRequest& request) {
    return changeUser(state, request, [](OaUser& user) { user.enabled = On; });
}

Answer removeUser(OaState& state, const SoapRequest& request) {
    const auto login = request.text("username");
    const bool removed =
        std::erase_if(state.chassis.oa().users, [&login](const OaUser& user) { return user.login == login; }) != 0;
    return removed ? done(request) : Answer(tl::unexpected(faults::badParameter("username")));
}

// <bays><bladeBays><blade><bayNumber/><access/>... as getUserInfo shows it.
void readAccess(const pugi::xml_node& list, std::set<int>& bays) {
    for (const auto& entry : list.children()) {
        const int bay = childNamed(entry, "bayNumber").text().as_int(0);
        if (bay > 0 && truth(trimmedText(childNamed(entry, "access")))) {
            bays.insert(bay);
        }
    }
}

Answer addUserBayAccess(OaState& state, const SoapRequest& request) {
    return changeUser(state, request, [&](OaUser& user) {
        const auto bays = childNamed(request.call(), "bays");
        user.oaAccess = user.oaAccess || truth(trimmedText(childNamed(bays, "oaAccess")));
        readAccess(childNamed(bays, "bladeBays"), user.serverBays);
        readAccess(childNamed(bays, "interconnectTrayBays"), user.interconnectBays);
    });
}

template <std::string OaSettings::* Member, const char* const& Parameter>
Answer setText(OaState& state, const SoapRequest& request) {
    const auto text = request.text(Parameter);
    if (text.empty() || text.size() > 64) {
        return tl::unexpected(faults::badParameter(Parameter));
    }
    state.chassis.oa().*Member = text;
    state.chassis.oaChanged();
    return done(request);
}

constexpr const char* kEnclosureName = "enclosureName";
constexpr const char* kRackName = "rackName";
constexpr const char* kAssetTag = "assetTag";
constexpr const char* kTimeZone = "timeZone";
constexpr const char* kCommunity = "community";
constexpr const char* kContact = "contact";
constexpr const char* kLocation = "location";

Answer configureNtp(OaState& state, const SoapRequest& request) {
    state.chassis.oa().ntpPrimary = request.text("ntpPrimary");
    state.chassis.oa().ntpSecondary = request.text("ntpSecondary");
    state.chassis.oaChanged();
    return done(request);
}

template <bool OaSettings::* Member>
Answer setUid(OaState& state, const SoapRequest& request) {
    const auto command = request.text("uid");
    bool& lit = state.chassis.oa().*Member;
    lit = command == "UID_CMD_ON" || command == "UID_CMD_BLINK" || (command == "UID_CMD_TOGGLE" && !lit);
    state.chassis.oaChanged();
    return done(request);
}

Answer setPowerConfigInfo(OaState& state, const SoapRequest& request) {
    PowerSettings settings;
    const auto mode = request.text("redundancyMode");
    if (mode.starts_with("AC_REDUNDANT")) {
        settings.mode = RedundancyMode::acRedundant;
    } else if (mode.starts_with("POWER_SUPPLY_REDUNDANT")) {
        settings.mode = RedundancyMode::supplyRedundant;
    } else if (mode.starts_with("NON_REDUNDANT")) {
        settings.mode = RedundancyMode::none;
    } else {
        return tl::unexpected(faults::badParameter("redundancyMode"));
    }
    const auto ceiling = number(request, "powerCeiling", 0, 100000);
    settings.ceilingWatts = ceiling.value_or(0);
    settings.dynamicSaver = truth(request.text("dynamicPowerSaverEnabled"));
    state.chassis.setPowerSettings(settings);
    return done(request);
}

Answer getSnmpInfo(OaState& state, const SoapRequest& request) {
    const auto& oa = state.chassis.oa();
    std::vector<Element> receivers;
    for (const auto& receiver : oa.trapReceivers) {
        receivers.push_back(
            node("trap", {leaf("ipAddress", receiver.address), leaf("community", receiver.community)}));
    }
    return answer(request, node("snmpInfo", {leaf("contact", oa.snmpContact), leaf("location", oa.snmpLocation),
                                             leaf("roCommunity", oa.snmpRead), leaf("rwCommunity", oa.snmpWrite),
                                             leaf("numTraps", static_cast<int>(receivers.size())),
                                             node("traps", std::move(receivers))}));
}

Answer addTrapReceiver(OaState& state, const SoapRequest& request) {
    SnmpReceiver receiver;
    receiver.address = request.text("ipAddress");
    receiver.community = request.text("community");
    if (!Ipv4Address::parse(receiver.address)) {
        return tl::unexpected(faults::badParameter("ipAddress"));
    }
    state.chassis.oa().trapReceivers.push_back(std::move(receiver));
    state.chassis.oaChanged();
    return done(request);
}

Answer removeTrapReceiver(OaState& state, const SoapRequest& request) {
    const auto address = request.text("ipAddress");
    std::erase_if(state.chassis.oa().trapReceivers,
                  [&address](const SnmpReceiver& receiver) { return receiver.address == address; });
    state.chassis.oaChanged();
    return done(request);
}

// Every attribute on a line of its own, as the iLO writes it: clients (xCAT) read it line by line.
std::string eventXml(const char* description, const EventLog& log, std::size_t limit) {
    std::string text = fmt::format("<EVENT_LOG DESCRIPTION=\"{}\">\n", description);
    for (const auto& entry : log.entries()) {
        text += fmt::format("<EVENT\n SEVERITY=\"{}\"\n CLASS=\"{}\"\n LAST_UPDATE=\"{}\"\n INITIAL_UPDATE=\"{}\"\n"
                            " COUNT=\"{}\"\n DESCRIPTION=\"{}\"\n />\n",
                            severityWord(entry.severity), escapeXml(entry.category), logTime(entry.last),
                            logTime(entry.first), entry.count, escapeXml(entry.text));
        if (text.size() > limit) {
            break;
        }
    }
    return text + "</EVENT_LOG>\n";
}

template <bool Management>
Answer getMpLog(OaState& state, const SoapRequest& request) {
    const auto bay = bayNumber(request);
    if (!bay || !bladeAt(state.chassis, *bay).present) {
        return tl::unexpected(bay ? faults::emptyBay(*bay) : bay.error());
    }
    constexpr std::size_t limit = 256 * 1024;
    const auto& ilo = state.chassis.ilo(*bay);
    auto text = Management ? eventXml("Integrated Management Log", ilo.managementLog, limit)
                           : eventXml("iLO 4 Event Log", ilo.eventLog, limit);
    // xCAT reads a structure around logContents; its name follows the rule of the other answers (inferred).
    return answer(request, node(Management ? "bladeMpIml" : "bladeMpEventLog",
                                {leaf("logContents", std::move(text))}));
}

Answer getOaSyslog(OaState& state, const SoapRequest& request) {
    std::string text;
    for (const auto& entry : state.chassis.oaLog().entries()) {
        text += fmt::format("{} OA: {}\n", isoTime(entry.last), entry.text);
    }
    return answer(request, node("syslog", {leaf("bayNumber", 1), leaf("syslogStrlen", static_cast<int>(text.size())),
                                           leaf("logContents", text)}));
}

Answer clearOaSyslog(OaState& state, const SoapRequest& request) {
    state.chassis.clearOaLog();
    return done(request);
}

Answer resetOa(OaState& state, const SoapRequest& request) {
    state.chassis.restartOa();
    return done(request);
}

Answer clearOaVcmMode(OaState& state, const SoapRequest& request) {
    state.chassis.setVcmMode({});
    return done(request);
}

Answer submitMpRibcl(OaState& state, const SoapRequest& request) {
    const auto bays = bayArray(request);
    if (!bays) {
        return tl::unexpected(bays.error());
    }
    std::vector<Element> results;
    for (const int bay : *bays) {
        const bool there = bladeAt(state.chassis, bay).present && state.chassis.iloIsUp(bay);
        const auto text = there && state.chassis.ribclHook()
                              ? state.chassis.ribclHook()(state.chassis, bay, request.text("requestRibcl"))
                              : std::string();
        results.push_back(node("mpRibclResult", {leaf("bayNumber", bay), leaf("responseRibcl", text)}));
    }
    return answer(request, node("mpRibclResultArray", std::move(results)));
}

constexpr CallRow kRows[] = {
    {"addUser", true, addUser},
    {"removeUser", true, removeUser},
    {"enableUser", true, setUserEnabled<true>},
    {"disableUser", true, setUserEnabled<false>},
    {"setUserPassword", true, setUserPassword},
    {"setUserBayAcl", true, setUserBayAcl},
    {"addUserBayAccess", true, addUserBayAccess},
    {"setEnclosureName", true, setText<&OaSettings::enclosureName, kEnclosureName>},
    {"setRackName", true, setText<&OaSettings::rackName, kRackName>},
    {"setEnclosureAssetTag", true, setText<&OaSettings::assetTag, kAssetTag>},
    {"setEnclosureTimeZone", true, setText<&OaSettings::timezone, kTimeZone>},
    {"setSnmpReadCommunity", true, setText<&OaSettings::snmpRead, kCommunity>},
    {"setSnmpContact", true, setText<&OaSettings::snmpContact, kContact>},
    {"setSnmpLocation", true, setText<&OaSettings::snmpLocation, kLocation>},
    {"configureNtp", true, configureNtp},
    {"setEnclosureUid", true, setUid<&OaSettings::enclosureUid>},
    {"setOaUid", true, setUid<&OaSettings::oaUid>},
    {"setPowerConfigInfo", true, setPowerConfigInfo},
    {"getSnmpInfo", true, getSnmpInfo},
    {"addSnmpTrapReceiver", true, addTrapReceiver},
    {"removeSnmpTrapReceiver", true, removeTrapReceiver},
    {"getBladeMpEventLog", true, getMpLog<false>},
    {"getBladeMpIml", true, getMpLog<true>},
    {"getOaSyslog", true, getOaSyslog},
    {"clearOaSyslog", true, clearOaSyslog},
    {"resetOa", true, resetOa},
    {"clearOaVcmMode", true, clearOaVcmMode},
    {"submitMpRibcl", true, submitMpRibcl},
};

} // namespace

std::span<const CallRow> settingCalls() {
    return kRows;
}

} // namespace seedbed::emulator
