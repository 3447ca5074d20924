// SPDX-License-Identifier: GPL-3.0-or-later
// Feeds datagrams to the packet parser, the message parser and the payload protection of the emulated BMC.
// The checks of the integrity code are passed by first byte 1: then the input is the payload of a genuine
// packet.
#include <algorithm>
#include <cstdlib>

#include "firmware/emulator/ipmi/message.hpp"
#include "firmware/emulator/ipmi/session.hpp"
#include "firmware/emulator/ipmi/sol_port.hpp"

namespace {

using namespace seedbed::emulator;
using namespace seedbed::emulator::ipmi;

Session session() {
    Session session;
    session.stage = Session::Stage::active;
    session.suite = *chooseSuite(IloKind::classic, {});
    session.integrityKey = Bytes(20, 1);
    session.cipherKey = Bytes(20, 2);
    return session;
}

void parseOuter(View datagram) {
    const auto packet = parsePacket(datagram);
    if (!packet) {
        return;
    }
    if (const auto* legacy = std::get_if<LegacyPacket>(&*packet)) {
        parseRequest(legacy->message);
    }
    if (const auto* plus = std::get_if<PlusPacket>(&*packet)) {
        parseRequest(plus->payload);
        auto receiver = session();
        unprotect(receiver, *plus);
    }
}

// What is protected must come back unchanged; then it is read as a message and as a SOL packet.
void parseInner(View payload) {
    auto peer = session();
    const auto datagram = protect(peer, PayloadType::sol, payload, Block{});
    const auto packet = parsePacket(datagram);
    const auto again = unprotect(peer, std::get<PlusPacket>(packet.value()));
    if (!again || !std::equal(payload.begin(), payload.end(), again->begin(), again->end())) {
        std::abort();
    }
    parseRequest(*again);
    SolPort port;
    port.activate(1);
    port.output("some output of the blade", {});
    port.receive(*again, {});
    while (port.next({})) {
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const View input(data, size);
    if (size > 0 && data[0] == 1) {
        parseInner(input.subspan(1).first(std::min<std::size_t>(size - 1, 1024)));
    } else {
        parseOuter(input);
    }
    return 0;
}
