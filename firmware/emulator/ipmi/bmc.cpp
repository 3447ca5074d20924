// SPDX-License-Identifier: GPL-3.0-or-later
#include "firmware/emulator/ipmi/bmc.hpp"

#include <algorithm>
#include <utility>

namespace seedbed::emulator::ipmi {
namespace {

Reply replyTo(Call& call, const Request& request) {
    if (request.responderLun != 0) {
        return completion::invalidLun;
    }
    return execute(call, request.netFn, request.command);
}

// Before login only what needs no privilege is answered at all.
std::optional<Bytes> answerBeforeLogin(Device& device, View message, TimePoint now) {
    const auto request = parseRequest(message);
    if (!request) {
        return std::nullopt;
    }
    Call call{device, nullptr, request->data, now, {}, std::nullopt};
    const auto reply = replyTo(call, *request);
    return makeResponse(*request, reply.completion, reply.data);
}

PayloadType answerType(PayloadType request) {
    return static_cast<PayloadType>(static_cast<unsigned>(request) +
                                    (request == PayloadType::message ? 0 : 1));
}

} // namespace

std::vector<Datagram> Bmc::receive(View datagram, Peer peer, TimePoint now) {
    const auto packet = parsePacket(datagram);
    if (!packet) {
        return {};
    }
    if (const auto* ping = std::get_if<AsfPing>(&*packet)) {
        return {{peer, makePong(ping->tag)}};
    }
    if (const auto* legacy = std::get_if<LegacyPacket>(&*packet)) {
        const auto answer = answerLegacy(*legacy, now);
        return answer ? std::vector<Datagram>{{peer, *answer}} : std::vector<Datagram>{};
    }
    answerPlus(std::get<PlusPacket>(*packet), peer, now);
    return std::exchange(out_, {});
}

std::optional<Bytes> Bmc::answerLegacy(const LegacyPacket& packet, TimePoint now) {
    const auto answer = packet.session == 0 ? answerBeforeLogin(device_, packet.message, now) : std::nullopt;
    return answer ? std::optional(makeLegacyPacket(*answer)) : std::nullopt;
}

void Bmc::answerPlus(const PlusPacket& packet, Peer peer, TimePoint now) {
    if (packet.session == 0) {
        answerOutside(packet, peer, now);
        return;
    }
    auto* session = device_.sessions.find(packet.session);
    if (session == nullptr || !session->active()) {
        return;
    }
    const auto payload = unprotect(*session, packet);
    if (payload) {
        session->lastSeen = now;
        session->peer = peer;
        answerInside(*session, *payload, packet.type, now);
    }
}

void Bmc::answerOutside(const PlusPacket& packet, Peer peer, TimePoint now) {
    if (packet.authenticated || packet.encrypted) {
        return;
    }
    const auto users = device_.users();
    LoginContext context{device_.sessions, users, device_.chassis.options().ilo, device_.guid};
    std::optional<Bytes> answer;
    switch (packet.type) {
    case PayloadType::message:
        answer = answerBeforeLogin(device_, packet.payload, now);
        break;
    case PayloadType::openSessionRequest:
        answer = openSession(context, packet.payload, now);
        break;
    case PayloadType::rakp1:
        answer = rakp1(context, packet.payload, now);
        break;
    case PayloadType::rakp3:
        answer = rakp3(context, packet.payload, peer, now);
        break;
    default:
        break;
    }
    if (answer) {
        PlusHeader header;
        header.type = answerType(packet.type);
        out_.push_back({peer, makePlusPacket(header, *answer)});
    }
}

void Bmc::answerInside(Session& session, View payload, PayloadType type, TimePoint now) {
    if (type == PayloadType::message) {
        runCommand(session, payload, now);
    } else if (type == PayloadType::sol && device_.sol.owner() == session.id) {
        const auto typed = device_.sol.receive(payload, now);
        if (!typed.empty()) {
            device_.chassis.typeConsole(device_.bay, typed);
        }
    }
    sendSol(now);
}

void Bmc::runCommand(Session& session, View payload, TimePoint now) {
    const auto request = parseRequest(payload);
    if (!request) {
        return;
    }
    Call call{device_, &session, request->data, now, {}, std::nullopt};
    const auto reply = replyTo(call, *request);
    send(session, PayloadType::message, makeResponse(*request, reply.completion, reply.data));
    if (call.solTakenFrom) {
        if (auto* former = device_.sessions.find(*call.solTakenFrom)) {
            send(*former, PayloadType::sol, SolPort::farewell());
        }
    }
    for (const auto id : call.closing) {
        close(id);
    }
}

void Bmc::send(Session& session, PayloadType type, View payload) {
    out_.push_back({session.peer, protect(session, type, payload, randomBlock())});
}

void Bmc::sendSol(TimePoint now) {
    auto* owner = device_.sessions.find(device_.sol.owner());
    if (owner == nullptr) {
        return;
    }
    while (const auto packet = device_.sol.next(now)) {
        send(*owner, PayloadType::sol, *packet);
    }
}

void Bmc::close(std::uint32_t session) {
    if (device_.sol.owner() == session) {
        device_.sol.deactivate();
    }
    device_.sessions.close(session);
}

std::vector<Datagram> Bmc::poll(TimePoint now) {
    for (const auto id : device_.sessions.expired(now)) {
        close(id);
    }
    if (device_.identifyUntil && *device_.identifyUntil <= now) {
        device_.identifyUntil.reset();
        device_.chassis.setUid(device_.bay, false);
    }
    sendSol(now);
    return std::exchange(out_, {});
}

std::optional<TimePoint> Bmc::nextDue() const {
    std::optional<TimePoint> soonest;
    for (const auto& due : {device_.sessions.nextExpiry(), device_.sol.due(), device_.identifyUntil}) {
        if (due && (!soonest || *due < *soonest)) {
            soonest = due;
        }
    }
    return soonest;
}

} // namespace seedbed::emulator::ipmi
