// SPDX-License-Identifier: GPL-3.0-or-later
// Any datagram sent to the emulated SNMP agents.
#include "firmware/emulator/snmp/agent.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto objects = [] {
        emulator::snmp::Mib mib;
        mib.add({1, 3, 6, 1}, "one");
        mib.add({1, 3, 6, 2}, 2);
        return mib.objects();
    };
    const auto answered = emulator::snmp::answer(fuzz::textOf(data, size), "public", objects);
    fuzz::must(!answered || answered->size() < 8192);
    return 0;
}
