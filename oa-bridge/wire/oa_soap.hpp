// SPDX-License-Identifier: GPL-3.0-or-later
// The Onboard Administrator's SOAP 1.2 calls: bytes <-> values, pure. Used by OnboardAdministrator.
// Source of the protocol facts: open-hpi's oa_soap plug-in and Kerd's hpoa call list (names, structures,
// faults). Errors of every reader, all without an object (the client names the OA):
//   OA-SESSION-REFUSED  refused    session key not (any more) accepted: code 150 or wsse:FailedAuthentication
//   OA-LOGIN-REFUSED    refused    the same, as the answer to userLogIn
//   OA-PRIVILEGE        refused    code 8
//   OA-STANDBY          conflict   code 139: ask the active OA
//   OA-SESSIONS-FULL    busy       code 155 (inferred): no room for another login
//   OA-BUSY             busy       code 20 (inferred): come again
//   OA-FAULT            conflict   any other fault, its code and text in the cause
//   OA-NONSENSE         nonsense   not XML, not SOAP, or without the elements the call must answer
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "oa-bridge/base/secret.hpp"
#include "oa-bridge/model/enclosure.hpp"

namespace seedbed::wire {

struct OaCall {
    explicit OaCall(std::string call) : name(std::move(call)) {}
    OaCall& with(std::string parameter, std::string value); // parameters are sent in this order
    OaCall& withBays(int count);                            // bayArray of 1..count
    std::string name;
    std::vector<std::pair<std::string, std::string>> parameters;
    std::vector<int> bays;
};

OaCall bladePowerCall(BayNumber bay,
                      std::string command); // MOMENTARY_PRESS, PRESS_AND_HOLD, COLD_BOOT, RESET
OaCall oneTimePxeCall(BayNumber bay);
OaCall bayCall(std::string name, BayNumber bay);

// The whole envelope. An empty key leaves the security header out.
std::string envelope(const OaCall& call, const Secret& sessionKey);
std::string logInEnvelope(const std::string& user, const Secret& password);

// Is this reply a fault that a new session would cure?
bool isSessionRefusal(std::string_view reply, std::string_view call);

Result<Secret> readLogIn(std::string_view reply); // the session key
Result<> readReturnCode(std::string_view reply, std::string_view call);
Result<BladeStatus> readBladeStatus(std::string_view reply);

// Each reads one reply into its part of the snapshot. readEnclosureInfo comes first: it makes the empty bays
// that the others fill. A bay outside of them is OA-NONSENSE.
Result<> readEnclosureInfo(std::string_view reply, Enclosure& into);
Result<> readEnclosureStatus(std::string_view reply, Enclosure& into);
Result<> readRackTopology(std::string_view reply, Enclosure& into); // the OA modules of this enclosure
Result<> readBladeInfoArray(std::string_view reply, Enclosure& into);
Result<> readBladeStatusArray(std::string_view reply, Enclosure& into);
Result<> readBladeMpInfo(std::string_view reply, Enclosure& into);
Result<> readInterconnectInfoArray(std::string_view reply, Enclosure& into);
Result<> readInterconnectStatusArray(std::string_view reply, Enclosure& into);
Result<> readPowerSubsystem(std::string_view reply, Enclosure& into);
Result<> readPowerSupplyInfoArray(std::string_view reply, Enclosure& into);
Result<> readPowerSupplyStatusArray(std::string_view reply, Enclosure& into);
Result<> readFanInfoArray(std::string_view reply, Enclosure& into);
Result<> readVcmMode(std::string_view reply, Enclosure& into);

} // namespace seedbed::wire
