// SPDX-License-Identifier: GPL-3.0-or-later
// Any datagram as what the probes of preflight hear: the answer of a time server (its originate time is taken for that of
// the question), an echo reply, a VRRP advertisement.
#include "appliance/preflight/echo_probe.hpp"
#include "appliance/preflight/ntp_probe.hpp"
#include "appliance/preflight/vrrp_probe.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto packet = fuzz::textOf(data, size);
    NtpTime sent = 0;
    for (std::size_t i = 24; i < 32 && i < size; ++i) {
        sent = sent << 8 | data[i];
    }
    const auto answer = readNtpAnswer(packet, sent, sent + 1);
    fuzz::must(!answer || (size >= 48 && answer->stratum >= 1 && answer->stratum <= 15));
    fuzz::must(!isEchoReply(packet, 0) || size >= 28);
    const auto told = readVrrp(packet);
    fuzz::must(!told || (size >= 28 && told->id >= 1 && told->id <= 255));
    return 0;
}
