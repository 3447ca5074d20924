// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the log of dnsmasq.
#include "firmware/seed-services/conductor/boot_plan.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    for (const auto& line : split(text, '\n')) {
        (void)seed::parseBootLine(line);
    }
    return 0;
}
