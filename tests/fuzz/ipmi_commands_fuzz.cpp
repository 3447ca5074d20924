// SPDX-License-Identifier: GPL-3.0-or-later
// Any datagrams to a BMC, and any commands of a session with administrator's rights. A step of the input is a
// length, a network function (or 0xff for a datagram as it is), and that many bytes.
#include "firmware/emulator/ipmi/bmc.hpp"
#include "tests/fuzz/input.hpp"
#include "tests/unit/emulator/lab_chassis.hpp"

using namespace seedbed;
using namespace seedbed::emulator;
using namespace seedbed::emulator::ipmi;

static Session* logIn(Device& device) {
    auto* session = device.sessions.open({});
    session->stage = Session::Stage::active;
    session->suite = *chooseSuite(IloKind::classic, {});
    session->maximum = session->current = Privilege::administrator;
    session->user = 1;
    return session;
}

static void step(Bmc& bmc, std::uint32_t sessionId, std::uint8_t function, View bytes) {
    auto* session = bmc.device().sessions.find(sessionId);
    if (function == 0xff || session == nullptr || bytes.empty()) {
        (void)bmc.receive(bytes, Peer{0x7f000001, 40000}, {});
        return;
    }
    Call call{bmc.device(), session, bytes.subspan(1), {}, {}, {}};
    (void)execute(call, function, bytes[0]);
    (void)bmc.poll({});
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static LabChassis lab; // the directory is shared, the chassis is new for each input
    asio::io_context io;
    Chassis chassis(io.get_executor(), LabChassis::options(), lab.directory.string());
    Bmc bmc(chassis, 1);
    const auto session = logIn(bmc.device())->id;
    for (View rest(data, size); rest.size() > 2;) {
        const auto length = std::min<std::size_t>(rest[0], rest.size() - 2);
        step(bmc, session, rest[1], rest.subspan(2, length));
        rest = rest.subspan(2 + length);
    }
    return 0;
}
