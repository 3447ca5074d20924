// SPDX-License-Identifier: GPL-3.0-or-later
// Session commands, IPMI 2.0 sections 22.13 to 22.20.
#include <algorithm>

#include "firmware/emulator/ipmi/command.hpp"

namespace seedbed::emulator::ipmi {
namespace {

constexpr std::uint8_t kPrivilegeTooHigh = 0x81;
constexpr std::uint8_t kNoSuchSession = 0x87;
constexpr std::uint8_t kNoSuchHandle = 0x88;
constexpr std::size_t kSuitePage = 16;

Bytes suiteRecords(IloKind ilo) {
    Bytes records;
    for (const auto& suite : cipherSuites(ilo)) {
        append(records, {0xc0, suite.id, suite.authentication, 0x40u | suite.integrity,
                         0x80u | suite.confidentiality});
    }
    return records;
}

// Each algorithm once, in the order of its kind: the other form of the list.
Bytes algorithmRecords(IloKind ilo) {
    Bytes records;
    for (const auto& suite : cipherSuites(ilo)) {
        append(records, {suite.authentication, 0x40u | suite.integrity, 0x80u | suite.confidentiality});
    }
    std::sort(records.begin(), records.end());
    records.erase(std::unique(records.begin(), records.end()), records.end());
    return records;
}

Session* sessionToShow(Call& call) {
    auto& sessions = call.device.sessions;
    switch (call.at(0)) {
    case 0x00:
        return call.session;
    case 0xfe:
        return sessions.findHandle(call.at(1));
    case 0xff:
        return sessions.find(read32(call.data, 1));
    default:
        return sessions.findActive(call.at(0));
    }
}

std::size_t sessionInfoLength(std::uint8_t index) {
    return index == 0xfe ? 2 : index == 0xff ? 5 : 1;
}

} // namespace

// IPMI 1.5 is closed, so its list of authentication types is empty.
Reply getChannelAuthenticationCapabilities(Call& call) {
    const auto privilege = call.at(1) & 0x0f;
    if (!isLanChannel(call.at(0)) || privilege == 0 ||
        privilege > static_cast<int>(Privilege::administrator)) {
        return completion::invalidField;
    }
    const unsigned extended = call.at(0) & 0x80;
    constexpr unsigned namedUsersOnly = 0x04;
    constexpr unsigned ipmi20 = 0x02;
    return {kLanChannel, extended, namedUsersOnly, extended != 0 ? ipmi20 : 0u, 0, 0, 0, 0};
}

Reply getChannelCipherSuites(Call& call) {
    const auto payload = static_cast<PayloadType>(call.at(1) & 0x3f);
    if (!isLanChannel(call.at(0)) || (payload != PayloadType::message && payload != PayloadType::sol)) {
        return completion::invalidField;
    }
    const auto ilo = call.device.chassis.options().ilo;
    const auto records = (call.at(2) & 0x80) != 0 ? suiteRecords(ilo) : algorithmRecords(ilo);
    const auto from = std::min(records.size(), (call.at(2) & 0x3f) * kSuitePage);
    Bytes data{kLanChannel};
    append(data, View(records).subspan(from, std::min(kSuitePage, records.size() - from)));
    return data;
}

Reply setSessionPrivilege(Call& call) {
    const auto wanted = static_cast<Privilege>(call.at(0) & 0x0f);
    auto& session = *call.session;
    if (wanted > session.maximum) {
        return kPrivilegeTooHigh;
    }
    if (wanted == Privilege::callback) {
        return completion::invalidField;
    }
    if (wanted != Privilege::none) {
        session.current = wanted;
    }
    return {static_cast<unsigned>(session.current)};
}

Reply closeSession(Call& call) {
    const auto id = read32(call.data, 0);
    const bool byHandle = id == 0;
    if (byHandle != (call.data.size() == 5)) {
        return completion::wrongLength;
    }
    const auto* session =
        byHandle ? call.device.sessions.findHandle(call.at(4)) : call.device.sessions.find(id);
    if (session == nullptr) {
        return byHandle ? kNoSuchHandle : kNoSuchSession;
    }
    if (session != call.session && call.session->current < Privilege::administrator) {
        return completion::noPrivilege;
    }
    call.closing.push_back(session->id);
    return completion::ok;
}

Reply getSessionInfo(Call& call) {
    if (call.data.size() != sessionInfoLength(call.at(0))) {
        return completion::wrongLength;
    }
    const auto active = static_cast<unsigned>(call.device.sessions.activeCount());
    const auto* session = sessionToShow(call);
    if (session == nullptr || !session->active()) {
        return {0, kSessions, active};
    }
    constexpr unsigned plus = 0x10;
    Bytes data;
    append(data, {session->handle, kSessions, active, static_cast<unsigned>(session->user),
                  static_cast<unsigned>(session->current), plus | kLanChannel});
    append(data, networkOrder({session->peer.address}));
    append(data, {0, 0, 0, 0, 0, 0}); // the console's MAC is not ours to see
    append16(data, session->peer.port);
    return data;
}

} // namespace seedbed::emulator::ipmi
