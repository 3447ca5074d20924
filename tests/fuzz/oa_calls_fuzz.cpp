// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a request of the emulated OA by somebody who is logged in: the call is performed on a chassis
// of state machines, and the answer is XML that our own reader takes.
#include "firmware/emulator/oa/calls.hpp"
#include "oa-bridge/wire/xml.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    using namespace seedbed::emulator;
    auto request = parseSoap(fuzz::textOf(data, size));
    if (!request) {
        fuzz::must(wire::parseXml(faultEnvelope("call", request.error())).has_value());
        return 0;
    }
    static LabChassis lab; // the directory is shared, the chassis is new for each input
    asio::io_context io;
    Chassis chassis(io.get_executor(), LabChassis::options(), lab.directory.string());
    Sessions sessions;
    EventPipes pipes(io.get_executor());
    request->sessionKey = sessions.open(Sessions::Clock::now()).value_or("");
    OaState state{chassis, sessions, pipes};
    const auto* row = findCall(request->name);
    const auto answer =
        row != nullptr ? perform(*row, state, *request) : tl::unexpected(faults::unknownCall(request->name));
    fuzz::must(
        wire::parseXml(answer ? soapAnswer(*answer) : faultEnvelope("call", answer.error())).has_value());
    return 0;
}
