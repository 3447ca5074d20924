// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include "oa-bridge/wire/oa_soap.hpp"
#include "oa-bridge/wire/xml.hpp"

namespace seedbed::wire {

namespace {

constexpr std::string_view opening = R"(<?xml version="1.0" encoding="UTF-8"?>
<SOAP-ENV:Envelope xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:wsu="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
 xmlns:wsse="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
 xmlns:hpoa="hpoa.xsd">
)";

std::string securityHeader(const Secret& sessionKey) {
    if (sessionKey.empty()) {
        return {};
    }
    return fmt::format("<SOAP-ENV:Header>\n<wsse:Security SOAP-ENV:mustUnderstand=\"true\">\n"
                       "<hpoa:HpOaSessionKeyToken>\n<hpoa:oaSessionKey>{}</hpoa:oaSessionKey>\n"
                       "</hpoa:HpOaSessionKeyToken>\n</wsse:Security>\n</SOAP-ENV:Header>\n",
                       escapeXml(sessionKey.reveal()));
}

std::string callBody(const OaCall& call) {
    std::string inner;
    for (const auto& [name, value] : call.parameters) {
        inner += fmt::format("<hpoa:{0}>{1}</hpoa:{0}>\n", name, escapeXml(value));
    }
    if (!call.bays.empty()) {
        inner += "<hpoa:bayArray>\n";
        for (const int bay : call.bays) {
            inner += fmt::format("<hpoa:bay>{}</hpoa:bay>\n", bay);
        }
        inner += "</hpoa:bayArray>\n";
    }
    return fmt::format("<SOAP-ENV:Body>\n<hpoa:{0}>\n{1}</hpoa:{0}>\n</SOAP-ENV:Body>\n", call.name, inner);
}

} // namespace

OaCall& OaCall::with(std::string parameter, std::string value) {
    parameters.emplace_back(std::move(parameter), std::move(value));
    return *this;
}

OaCall& OaCall::withBays(int count) {
    for (int bay = 1; bay <= count; ++bay) {
        bays.push_back(bay);
    }
    return *this;
}

OaCall bayCall(std::string name, BayNumber bay) {
    OaCall call(std::move(name));
    call.with("bayNumber", std::to_string(bay));
    return call;
}

OaCall bladePowerCall(BayNumber bay, std::string command) {
    OaCall call = bayCall("setBladePower", bay);
    call.with("power", std::move(command));
    return call;
}

OaCall oneTimePxeCall(BayNumber bay) {
    OaCall call = bayCall("setBladeOneTimeBoot", bay);
    call.with("oneTimeBootDevice", "ONE_TIME_BOOT_NO_CHANGE");
    call.with("oneTimeBootAgent", "PXE");
    call.with("oneTimeBypassF1F2Messages", "true");
    return call;
}

std::string envelope(const OaCall& call, const Secret& sessionKey) {
    return fmt::format("{}{}{}</SOAP-ENV:Envelope>\n", opening, securityHeader(sessionKey), callBody(call));
}

std::string logInEnvelope(const std::string& user, const Secret& password) {
    OaCall call("userLogIn");
    call.with("username", user).with("password", password.reveal());
    return envelope(call, Secret{});
}

} // namespace seedbed::wire
