// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes as the answer to GET /xmldata?item=all.
#include "oa-bridge/wire/xmldata.hpp"
#include "tests/fuzz/input.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace seedbed;
    if (const auto who = wire::readXmlData(fuzz::textOf(data, size))) {
        fuzz::must(who->bay >= 0 && who->bay <= 16);
        for (const auto& blade : who->blades) {
            fuzz::must(blade.number >= 1 && blade.number <= 16);
        }
    }
    return 0;
}
