// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as a site file.
#include "appliance/site/site.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    if (const auto site = parseSite(text, "/etc/seedbed/site.yaml")) {
        fuzz::must(!site->bays.empty() && !site->networks.empty());
    }
    return 0;
}
