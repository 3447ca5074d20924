// SPDX-License-Identifier: GPL-3.0-or-later
// Payload and serial-over-LAN commands, IPMI 2.0 sections 24 and 26.
#include "firmware/emulator/ipmi/command.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kSol = static_cast<std::uint8_t>(PayloadType::sol);
constexpr std::uint8_t kAlreadyActive = 0x80;
constexpr std::uint8_t kAlreadyInactive = 0x80;
constexpr std::uint8_t kPayloadDisabled = 0x81;
constexpr std::uint8_t kCannotEncrypt = 0x83;
constexpr std::uint8_t kMustEncrypt = 0x84;
constexpr unsigned kVersion10 = 0x10;
constexpr unsigned kParameterRevision = 0x11;

bool isSolInstance(const Call& call) {
    return (call.at(0) & 0x3f) == kSol && (call.at(1) & 0x0f) == 1;
}

enum SolParameter : std::uint8_t {
    setInProgress,
    enable,
    authentication,
    accumulate,
    retry,
    bitRate,
    volatileBitRate,
    channel,
    port
};

std::size_t parameterLength(std::uint8_t parameter) {
    return parameter == accumulate || parameter == retry ? 2 : 1;
}

} // namespace

Reply activatePayload(Call& call) {
    auto& sol = call.device.sol;
    const auto& suite = call.session->suite;
    if (!isSolInstance(call)) {
        return completion::invalidField;
    }
    if (sol.settings.enabled == 0) {
        return kPayloadDisabled;
    }
    if (sol.active()) {
        return kAlreadyActive;
    }
    const bool wantsEncryption = (call.at(2) & 0x80) != 0;
    if (wantsEncryption && !suite.encrypts()) {
        return kCannotEncrypt;
    }
    if (!suite.encrypts() && (sol.settings.authentication & 0x80) != 0) {
        return kMustEncrypt;
    }
    if ((sol.settings.authentication & 0x0f) > static_cast<unsigned>(call.session->current)) {
        return completion::noPrivilege;
    }
    sol.activate(call.session->id);
    Bytes data;
    append32(data, 0);
    append16(data, kSolHeader + kSolCharacters); // inbound
    append16(data, kSolHeader + kSolCharacters); // outbound
    append16(data, kIpmiPort);
    append16(data, 0xffff); // no VLAN
    return data;
}

Reply deactivatePayload(Call& call) {
    auto& sol = call.device.sol;
    if (!isSolInstance(call)) {
        return completion::invalidField;
    }
    if (!sol.active()) {
        return kAlreadyInactive;
    }
    if (sol.owner() != call.session->id) {
        call.solTakenFrom = sol.owner();
    }
    sol.deactivate();
    return completion::ok;
}

Reply getPayloadActivationStatus(Call& call) {
    if ((call.at(0) & 0x3f) != kSol) {
        return completion::invalidField;
    }
    return {1, call.device.sol.active() ? 1u : 0u, 0};
}

Reply getPayloadInstanceInfo(Call& call) {
    if (!isSolInstance(call)) {
        return completion::invalidField;
    }
    Bytes data;
    append32(data, call.device.sol.owner());
    append(data, {1, 0, 0, 0, 0, 0, 0, 0}); // serial port 1
    return data;
}

Reply getUserPayloadAccess(Call& call) {
    const auto number = call.at(1) & 0x3f;
    if (!isLanChannel(call.at(0)) || number < 1 || number > static_cast<int>(kUsers)) {
        return completion::invalidField;
    }
    const auto& user = call.device.chassis.ilo(call.device.bay).users[static_cast<std::size_t>(number - 1)];
    return {user.login.empty() ? 0U : 0x02U, 0, 0, 0};
}

Reply getChannelPayloadSupport(Call& call) {
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    constexpr unsigned messageAndSol = 0x03;
    constexpr unsigned sessionSetup = 0x3f;
    return {messageAndSol, 0, sessionSetup, 0, 0, 0, 0, 0};
}

Reply getChannelPayloadVersion(Call& call) {
    const auto type = call.at(1) & 0x3f;
    const bool isSetup = type >= static_cast<int>(PayloadType::openSessionRequest) &&
                         type <= static_cast<int>(PayloadType::rakp4);
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    if (type > kSol && !isSetup) {
        return completion::notSupported;
    }
    return {kVersion10};
}

Reply setSolParameter(Call& call) {
    const auto parameter = call.at(1);
    auto& settings = call.device.sol.settings;
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    if (parameter > port) {
        return completion::notSupported;
    }
    if (parameter == channel || parameter == port) {
        return completion::readOnly;
    }
    if (call.data.size() != 2 + parameterLength(parameter)) {
        return completion::wrongLength;
    }
    switch (parameter) {
    case enable:
        settings.enabled = call.at(2) & 0x01;
        break;
    case authentication:
        settings.authentication = call.at(2) & 0xcf;
        break;
    case accumulate:
        settings.accumulate = call.at(2);
        settings.threshold = call.at(3);
        break;
    case retry:
        settings.retries = call.at(2) & 0x07;
        settings.retryInterval = call.at(3);
        break;
    case bitRate:
        settings.bitRate = call.at(2) & 0x0f;
        break;
    case volatileBitRate:
        settings.volatileBitRate = call.at(2) & 0x0f;
        break;
    default: // set in progress: one setter at a time is all there is
        break;
    }
    return completion::ok;
}

Reply getSolParameter(Call& call) {
    const auto& settings = call.device.sol.settings;
    if (!isLanChannel(call.at(0))) {
        return completion::invalidField;
    }
    if ((call.at(0) & 0x80) != 0) {
        return {kParameterRevision};
    }
    switch (call.at(1)) {
    case setInProgress:
        return {kParameterRevision, 0};
    case enable:
        return {kParameterRevision, settings.enabled};
    case authentication:
        return {kParameterRevision, settings.authentication};
    case accumulate:
        return {kParameterRevision, settings.accumulate, settings.threshold};
    case retry:
        return {kParameterRevision, settings.retries, settings.retryInterval};
    case bitRate:
        return {kParameterRevision, settings.bitRate};
    case volatileBitRate:
        return {kParameterRevision, settings.volatileBitRate};
    case channel:
        return {kParameterRevision, kLanChannel};
    case port:
        return {kParameterRevision, kIpmiPort & 0xff, kIpmiPort >> 8};
    default:
        return completion::notSupported;
    }
}

} // namespace seedbed::emulator::ipmi
