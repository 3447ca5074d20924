// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as pack.yaml.
#include "appliance/site/pack.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    const auto text = fuzz::textOf(data, size);
    if (const auto pack = parsePack(text, "input")) {
        fuzz::must(pack->diskGb > 0 && !pack->flexNics.empty());
    }
    return 0;
}
